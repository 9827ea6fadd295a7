import Joi from "joi";
import type { FullOrder, Store } from "../../../contracts.ts";
import type { ErrorLine, Request } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { messageStoreOf } from "../shared/requests.ts";
import { isReturnAllowed } from "./order-state.ts";

/** An order's number in a path. */
export const orderNumber = () => Joi.string().max(40).required().example("A-1045");

/** Where a shopper's paths name an order. */
export const orderPath = Joi.object<{ order_number: string }>({ order_number: orderNumber() });

/** What somebody writes in a field of several lines, and must write. */
export const wordsBody = (max: number) =>
  Joi.string()
    .max(max)
    .pattern(/^(?=\s*\S)[\n\r\t\P{Cc}]*$/u, "text that is not blank and has no control characters");

/** Which order a shopper means: one of their own. */
export const ownOrder = ({ store, principal, path }: Request<{ order_number: string }, unknown, unknown>) => ({
  store_id: store.store_id,
  customer_id: principal.subject,
  order_number: path.order_number,
});

/** What every workflow about a shopper's own order takes. */
export const runOf = <Body>({
  store,
  principal,
  path,
  idempotency_key,
  if_versions,
}: Request<{ order_number: string }, unknown, Body>) => ({
  store: messageStoreOf(store),
  customer_id: principal.subject,
  order_number: path.order_number,
  idempotency_key,
  if_versions,
});

/** The ETag of an order as its shopper sees it, which ends with the time for returns though nothing is written then. */
export const tagOf = (order: FullOrder, store: Store, now: number): string =>
  etagOf(order.version, `${order.revision} ${isReturnAllowed(order, store, now)}`);

export const orderNotFound: ErrorLine = [404, "order_not_found", "No order of yours has this number."];
export const versionMoved: ErrorLine = [
  412,
  "version_mismatch",
  "`If-Match` is not the order's current version, or the order changed again and again meanwhile.",
];
