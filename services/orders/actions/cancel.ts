import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { ActionResult, CancelReason, OrderItem } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { assertNoneSent, isOpen } from "../fulfillment.rules.ts";
import { about, changeOrder, eventData, type Locked } from "../order-transaction.ts";
import { assertCancellable } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { fetchFulfillments, updateFulfillments } from "../store/fulfillments.ts";
import { cancelItems, fetchItems } from "../store/items.ts";

/**
 * Cancels an order with all of its items and open fulfilments; answers what others have to undo of it.
 * Throws `order_not_found`, `order_already_cancelled`, `order_not_cancellable`.
 */
export const cancel = action("orders.cancel", params.cancel, (request, context) =>
  changeOrder(context, request, (locked) => cancelLocked(context.db, locked, request)),
);

interface Cancelling {
  reason: CancelReason;
  cancel_reason_details?: string | null;
  note?: string;
  /** It could not be placed. */
  withdrawn?: true;
}

/** Cancels a locked order. Throws `order_already_cancelled`, `order_not_cancellable`. */
export async function cancelLocked(
  db: Database,
  { tx, row, order, save, publish }: Locked,
  { reason, cancel_reason_details = null, note, withdrawn }: Cancelling,
): Promise<ActionResult<"orders.cancel">> {
  assertCancellable(row.status);
  const [items, fulfillments] = await Promise.all([fetchItems(db, row, tx), fetchFulfillments(db, tx, row)]);
  assertNoneSent(fulfillments);
  const open = fulfillments.filter(isOpen);
  await updateFulfillments(db, tx, row, open, "cancelled");
  await cancelItems(db, tx, row);
  const columns = {
    status: "cancelled" as const,
    fulfillment_status: "unfulfilled" as const,
    cancel_reason: reason,
    cancel_reason_details,
    ...(note === undefined ? {} : { note }),
  };
  const saved = await save(columns, [{ type: "order.cancelled", note, data: { reason } }]);
  publish({
    name: "order.cancelled",
    ...about(row, saved),
    data: eventData(saved, { ...changeOf(order, saved), reason, ...(withdrawn ? { withdrawn } : {}) }),
  });
  return { order: saved, fulfillment_ids: open.map(({ id }) => id), pieces: piecesOf(items) };
}

// What came back went onto the shelf when it came.
function piecesOf(items: readonly OrderItem[]): { sku: string; quantity: number }[] {
  const pieces = new Map<string, number>();
  for (const { sku, quantity, returned_quantity, cancelled_quantity } of items) {
    const held = quantity - returned_quantity - cancelled_quantity;
    if (held > 0) pieces.set(sku, (pieces.get(sku) ?? 0) + held);
  }
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }));
}
