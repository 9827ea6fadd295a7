import { action } from "../../../mixins/actions/action.ts";
import { undo } from "../../../mixins/actions/idempotent.ts";
import {
  assertFulfillable,
  assertNotCancelled,
  assertPaid,
  claimOf,
  fulfillmentOf,
  isOpen,
  lostIn,
  piecesOf,
  taken,
  undoOf,
} from "../fulfillment.rules.ts";
import { changeOrder, lockOrder, movePieces } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";
import { moveFulfillment } from "./set-fulfillment-status.ts";

/**
 * Claims quantities for a fulfilment that is being created; without `items` all that remains. No other fulfilment gets
 * them from then on; the order itself changes when the claim is confirmed. `again` are pieces that were lost before:
 * they need stock of their own.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const claimFulfillment = action("orders.claimFulfillment", params.claimFulfillment, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row, order } = locked;
    assertFulfillable(row);
    const items = await fetchItems(db, row, tx);
    const claimed = taken(items, request.items);
    assertPaid(row);
    const pieces = piecesOf(items, claimed);
    await movePieces(locked, items, ...claimOf(pieces));
    await fulfillments.insert(db, tx, row, { id: request.fulfillment_id, state: "claimed", items: pieces });
    const skus = new Map(items.map(({ id, sku }) => [id, sku]));
    const again = lostIn(pieces).map(({ item_id, quantity }) => ({ sku: skus.get(item_id) ?? "", quantity }));
    return { order, items: claimed, again };
  }),
);

/**
 * Counts a claimed fulfilment once it is created; one that counts already changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, and `order_not_fulfillable` when it was cancelled meanwhile.
 */
export const confirmFulfillment = action("orders.confirmFulfillment", params.confirmFulfillment, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const known = await fulfillments.fetch(locked.db, locked.tx, locked.row);
    const fulfillment = fulfillmentOf(known, request.fulfillment_id);
    assertNotCancelled(locked.row);
    if (fulfillment.state === "cancelled") throw fail("order_not_fulfillable");
    return fulfillment.state === "claimed" ? moveFulfillment(locked, fulfillment, "pending") : locked.order;
  }),
);

/** Undoes a claim that is still under way, claimed, or confirmed but not shipped. Throws `order_not_found`. */
export const releaseFulfillment = action("orders.releaseFulfillment", params.releaseFulfillment, (request, context) =>
  undo(context, request, { released: false }, async (txContext) => {
    const locked = await lockOrder(context, txContext, request);
    const { db, tx, row } = locked;
    const fulfillment = fulfillmentOf(await fulfillments.fetch(db, tx, row), request.fulfillment_id);
    if (!isOpen(fulfillment)) return { released: false };
    if (fulfillment.state === "claimed") {
      await movePieces(locked, await fetchItems(db, row, tx), ...undoOf(fulfillment));
      await fulfillments.setState(db, tx, row, [fulfillment], "cancelled");
    } else await moveFulfillment(locked, fulfillment, "cancelled", undoOf(fulfillment));
    return { released: true };
  }),
);
