import { action } from "../../../mixins/actions/action.ts";
import { undo } from "../../../mixins/actions/idempotent.ts";
import { assertFulfillable, fulfillmentOf, isOpen, taken } from "../fulfillment.rules.ts";
import { changeOrder, lockOrder } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";
import { moveFulfillment } from "./set-fulfillment-status.ts";

/**
 * Claims quantities for a fulfilment that is being created; without `items` all that remains. No other fulfilment gets
 * them from then on; the order itself changes when the claim is confirmed.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const claimFulfillment = action("orders.claimFulfillment", params.claimFulfillment, (request, context) =>
  changeOrder(context, request, async ({ db, tx, row, order }) => {
    assertFulfillable(row.status);
    const [items, known] = await Promise.all([fetchItems(db, row, tx), fulfillments.fetch(db, tx, row)]);
    const claimed = taken(items, known, request.items);
    const quantities = claimed.map(({ id, quantity }) => ({ item_id: id, quantity }));
    await fulfillments.insert(db, tx, row, { id: request.fulfillment_id, state: "claimed", items: quantities });
    return { order, items: claimed };
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
    assertFulfillable(locked.row.status);
    if (fulfillment.state === "cancelled") throw fail("order_not_fulfillable");
    return fulfillment.state === "claimed" ? moveFulfillment(locked, known, fulfillment, "pending") : locked.order;
  }),
);

/** Undoes a claim that is still under way, claimed, or confirmed but not shipped. Throws `order_not_found`. */
export const releaseFulfillment = action("orders.releaseFulfillment", params.releaseFulfillment, (request, context) =>
  undo(context, request, { released: false }, async (txContext) => {
    const locked = await lockOrder(context, txContext, request);
    const { db, tx, row } = locked;
    const known = await fulfillments.fetch(db, tx, row);
    const fulfillment = fulfillmentOf(known, request.fulfillment_id);
    if (!isOpen(fulfillment)) return { released: false };
    if (fulfillment.state === "claimed") await fulfillments.setState(db, tx, row, [fulfillment], "cancelled");
    else await moveFulfillment(locked, known, fulfillment, "cancelled");
    return { released: true };
  }),
);
