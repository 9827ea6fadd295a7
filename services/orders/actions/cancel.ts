import { action } from "../../../mixins/actions/action.ts";
import { undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionResult, CancelReason, OrderItem } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { assertNoneSent, isOpen } from "../fulfillment.rules.ts";
import { changeOrder, type Locked, lockOrder, movePieces, orderEvent } from "../order-transaction.ts";
import { assertCancellable } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { allIn, inState, type Place } from "../pieces.rules.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";
import type { OrderColumns } from "../store/orders.ts";
import type { OrderRow } from "../store/rows.ts";

/**
 * Cancels an order with all of its items and open fulfilments; returns what other services have to undo.
 * Throws `order_not_found`, `order_already_cancelled`, `order_not_cancellable`.
 */
export const cancel = action("orders.cancel", params.cancel, (request, context) =>
  changeOrder(context, request, (locked) => cancelLocked(locked, request)),
);

/**
 * Undoes a creation, also one that is still under way, which is then refused. An order that was created stays, as
 * cancelled. Throws `order_not_cancellable` when it is shipped by now.
 */
export const withdraw = action("orders.withdraw", params.withdraw, (request, context) =>
  undo<ActionResult<"orders.withdraw">>(context, request, { withdrawn: false }, async (txContext) => {
    const locked = await lockOrder(context, txContext, request);
    const { note } = request;
    if (locked.row.status !== "cancelled") await cancelLocked(locked, { reason: "other", note, withdrawn: true });
    return { withdrawn: true };
  }),
);

interface Cancellation {
  reason: CancelReason;
  cancel_reason_details?: string | null;
  note?: string;
  /** Set when the order could not be placed. */
  withdrawn?: true;
}

async function cancelLocked(
  locked: Locked,
  { reason, cancel_reason_details = null, note, withdrawn }: Cancellation,
): Promise<ActionResult<"orders.cancel">> {
  const { db, tx, row, order, save, publish } = locked;
  assertCancellable(row.status);
  const [items, known] = await Promise.all([fetchItems(db, row, tx), fulfillments.fetch(db, tx, row)]);
  assertNoneSent(items);
  const open = known.filter(isOpen);
  await fulfillments.setState(db, tx, row, open, "cancelled");
  const moves = held.map((from) => ({ from, to: "cancelled" as const, pieces: allIn(items, from) }));
  await movePieces(locked, items, ...moves, { from: "lost", to: "cancelled", pieces: allIn(items, "lost") });
  const columns = {
    status: "cancelled" as const,
    fulfillment_status: "unfulfilled" as const,
    cancel_reason: reason,
    cancel_reason_details,
    ...(note === undefined ? {} : { note }),
    ...(withdrawn ? moneyGivenBack(row) : {}),
  };
  const saved = await save(columns, [{ type: "order.cancelled", note, data: { reason } }]);
  const data = { ...changeOf(order, saved), reason, ...(withdrawn ? { withdrawn } : {}) };
  publish({ name: "order.cancelled", ...orderEvent(row, saved, data) });
  return { order: saved, fulfillment_ids: open.map(({ id }) => id), pieces: piecesOf(items) };
}

// What undoes a placing gives the money back in its next step, which is retried until it is done.
function moneyGivenBack({ payment_status, grand_total }: OrderRow): OrderColumns {
  if (payment_status === "authorized") return { payment_status: "voided", financial_status: "voided" };
  return payment_status === "captured" && grand_total > 0 ? { financial_status: "refunded" } : {};
}

// Where the pieces of a cancelled order go back from to the shelf: lost ones do not.
const held: Place[] = ["open", "claimed", "packed"];

function piecesOf(items: readonly OrderItem[]): { sku: string; quantity: number }[] {
  const pieces = new Map<string, number>();
  for (const item of items) {
    const quantity = held.reduce((sum, state) => sum + inState(item, state), 0);
    if (quantity > 0) pieces.set(item.sku, (pieces.get(item.sku) ?? 0) + quantity);
  }
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }));
}
