import type { ErrorLine, Request } from "../../endpoint.ts";
import { callerOf, messageStoreOf, pathOf } from "../shared/requests.ts";

/** The schema of a path with an order's number. */
export const orderPath = pathOf({ order_number: "A-1045" });

type OnOrder = Request<{ order_number: string }, unknown, unknown>;

/** Parameters of a read of one of the caller's orders. */
export const ownOrder = (request: Pick<OnOrder, "store" | "principal" | "path">) => ({
  ...callerOf(request),
  order_number: request.path.order_number,
});

/** Parameters of every workflow on one of the caller's orders. */
export const runOf = ({ store, principal, path, idempotency_key, if_versions }: OnOrder) => ({
  store: messageStoreOf(store),
  customer_id: principal.subject,
  order_number: path.order_number,
  idempotency_key,
  if_versions,
});

export const orderNotFound: ErrorLine = [404, "order_not_found", "No order of yours has this number."];
export const versionMoved: ErrorLine = [
  412,
  "version_mismatch",
  "`If-Match` is not the order's current version, or the order changed again and again meanwhile.",
];
