import { action } from "../../../mixins/actions/action.ts";
import { assertFulfillable, taken } from "../fulfillment.rules.ts";
import { changeOrder } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { fetchFulfillments, insertFulfillment } from "../store/fulfillments.ts";
import { fetchItems } from "../store/items.ts";

/**
 * Takes quantities for a fulfilment that is being made; without `items` all that is left. Nobody else gets them from
 * then on; the order itself changes when the claim is confirmed.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const claimFulfillment = action("orders.claimFulfillment", params.claimFulfillment, (request, context) =>
  changeOrder(context, request, async ({ tx, row, order }) => {
    const { db } = context;
    assertFulfillable(row.status);
    const [items, fulfillments] = await Promise.all([fetchItems(db, row, tx), fetchFulfillments(db, tx, row)]);
    const claimed = taken(items, fulfillments, request.items);
    const quantities = claimed.map(({ id, quantity }) => ({ item_id: id, quantity }));
    await insertFulfillment(db, tx, row, { id: request.fulfillment_id, state: "claimed", items: quantities });
    return { order, items: claimed };
  }),
);
