import { action } from "../../../mixins/action.ts";
import { changeOrder } from "../changing.ts";
import { assertFulfillable, taken } from "../fulfillment.rules.ts";
import { params } from "../orders.schemas.ts";
import { fetchParcels, insertParcel } from "../store/fulfillments.ts";
import { fetchItems } from "../store/items.ts";

/**
 * Takes quantities for a fulfilment that is being made; without `items` all that is left. Nobody else gets them from
 * then on; the order itself changes when the claim is confirmed.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const claimFulfillment = action("orders.claimFulfillment", params.claimFulfillment, (request, handling) =>
  changeOrder(handling, request, async ({ tx, row, order }) => {
    const { db } = handling;
    assertFulfillable(row.status);
    const [items, parcels] = await Promise.all([fetchItems(db, row, tx), fetchParcels(db, tx, row)]);
    const claimed = taken(items, parcels, request.items);
    const quantities = claimed.map(({ id, quantity }) => ({ item_id: id, quantity }));
    await insertParcel(db, tx, row, { id: request.fulfillment_id, state: "claimed", items: quantities });
    return { order, items: claimed };
  }),
);
