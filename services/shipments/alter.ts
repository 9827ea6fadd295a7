import type { ActionContext } from "../../mixins/actions/action.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { Fulfillment, FulfillmentChanges } from "../contracts.ts";
import type { BookingRef } from "./couriers/courier.ts";
import { couriersFor } from "./couriers/index.ts";
import { changeOf } from "./shipments.rules.ts";
import { queueCancellation } from "./store/bookings.ts";
import { applyChanges } from "./store/fulfillments.ts";
import { type FulfillmentRow, toFulfillment } from "./store/rows.ts";
import { cancelDue } from "./workers/cancel-bookings.ts";

/**
 * Changes a locked fulfilment and publishes the change; a cancellation also queues the one of its booking. Does nothing
 * without changes.
 */
export async function alter(
  db: Database,
  { tx, publish }: TransactionContext,
  row: FulfillmentRow,
  changes: FulfillmentChanges,
): Promise<Fulfillment> {
  const before = toFulfillment(row);
  if (Object.keys(changes).length === 0) return before;
  const fulfillment = await applyChanges(db, tx, row, changes);
  const isCancelled = changes.status === "cancelled";
  if (isCancelled) await queueCancellation(db, tx, { store_id: row.store_id, fulfillment_id: row.public_id });
  publish({
    name: isCancelled ? "fulfillment.cancelled" : "fulfillment.updated",
    store_id: row.store_id,
    tenant_id: row.tenant_id,
    aggregate: { type: "fulfillment", id: row.public_id, version: fulfillment.version },
    data: { order_id: row.order_id, customer_id: row.customer_id, ...changeOf(before, changes) },
  });
  return fulfillment;
}

/** Cancels the booking at the courier at once, if that is due; when it fails, the queue retries it. */
export async function cancelAtCourier({ db, logger }: ActionContext, ref: BookingRef): Promise<void> {
  const couriers = couriersFor(db);
  await cancelDue({ db, couriers, logger }, ref).catch((error) => {
    logger.warn({ fulfillment: ref.fulfillment_id, error: String(error) }, "a booking will be cancelled by the queue");
  });
}
