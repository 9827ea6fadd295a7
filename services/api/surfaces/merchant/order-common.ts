import Joi from "joi";
import type { Order } from "../../../contracts.ts";
import type { ErrorLine, Request } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { idOf, messageStoreOf } from "../shared/requests.ts";

/** Where an order's paths name it. */
export const orderPath = Joi.object<{ order_id: string }>({
  order_id: idOf("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").required(),
});

/** Many orders at once take longer than one. */
export const bulk = { deadlineMs: 60_000 };

/** An order's ETag: its version is what clients write against, the revision tells also what happens to it otherwise. */
export const orderTag = ({ version, revision }: Order) => etagOf(version, String(revision));

/** What every workflow about an order takes. */
export const runOf = <Body>(request: Request<{ order_id: string }, unknown, Body>) => ({
  store: messageStoreOf(request.store),
  order_id: request.path.order_id,
  idempotency_key: request.idempotency_key,
  if_versions: request.if_versions,
});

export const orderNotFound: ErrorLine = [404, "order_not_found", "No order of this domain has this id."];
export const staleOrder: ErrorLine = [412, "version_mismatch", "`If-Match` is not the order's current version."];
export const notCancellable: ErrorLine = [409, "order_not_cancellable", "The order is shipped, delivered or refunded."];
