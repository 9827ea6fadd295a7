import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import type { ItemQuantity, Order } from "../../contracts.ts";
import { followed, fulfillmentStatusOf } from "../fulfillment.rules.ts";
import { changeOrder, type Locked, movePieces, saveStatus } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import type { Move } from "../pieces.rules.ts";
import { fetchItems } from "../store/items.ts";

/**
 * Writes off those of some pieces that were lost, before they are refunded: they cannot be sent again, nor be delivered
 * any more. Returns them. Throws `order_not_found`, `version_mismatch`.
 */
export const writeOff = action("orders.writeOff", params.writeOff, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    assertVersion(row.version, request.if_versions);
    const wanted = new Map(request.items.map(({ item_id, quantity }) => [item_id, quantity]));
    const lost = (await fetchItems(db, row, tx)).map(({ id, pieces }) => ({
      item_id: id,
      quantity: Math.min(pieces.lost, wanted.get(id) ?? 0),
    }));
    const written_off = lost.filter(({ quantity }) => quantity > 0);
    const move: Move = { from: "lost", to: "cancelled", pieces: written_off };
    return { order: await moveAndFollow(locked, move), written_off };
  }),
);

/** Takes a write-off back, when the refund was declined. Throws `order_not_found`. */
export const revertWriteOff = action("orders.revertWriteOff", params.revertWriteOff, (request, context) =>
  changeOrder(context, request, (locked) =>
    moveAndFollow(locked, { from: "cancelled", to: "lost", pieces: request.items as ItemQuantity[] }),
  ),
);

async function moveAndFollow(locked: Locked, move: Move): Promise<Order> {
  const { db, tx, row, save } = locked;
  // The version rises in any case: of two writes with the same ETag one is refused.
  if (move.pieces.length === 0) return save({});
  const items = await movePieces(locked, await fetchItems(db, row, tx), move);
  const fulfillment_status = fulfillmentStatusOf(items);
  const status = followed(row.status, items);
  return status === row.status ? save({ fulfillment_status }) : saveStatus(locked, status, { fulfillment_status });
}
