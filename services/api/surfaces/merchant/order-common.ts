import type { Order } from "../../../contracts.ts";
import type { ErrorLine, Request } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { conditionalWriteOf, messageStoreOf, pathOf } from "../shared/requests.ts";

/** The schema of a path with an order's id. */
export const orderPath = pathOf({ order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD" });

/** The ETag of an order: clients write against its version; its revision also changes with everything shown beside it. */
export const orderTag = ({ version, revision }: Order) => etagOf(version, String(revision));

/** Parameters of every workflow on an order. */
export function runOf(request: Request<{ order_id: string }, unknown, unknown>) {
  const { store_id: _store, ...write } = conditionalWriteOf(request);
  return { ...write, store: messageStoreOf(request.store) };
}

export const staleOrder: ErrorLine = [412, "version_mismatch", "`If-Match` is not the order's current version."];
export const notCancellable: ErrorLine = [409, "order_not_cancellable", "The order is shipped, delivered or refunded."];
