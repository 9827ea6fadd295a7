import { action } from "../../../mixins/action.ts";
import { changeOrder } from "../changing.ts";
import { assertFulfillable } from "../fulfillment.rules.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schemas.ts";
import { fetchParcels, parcelOf } from "../store/fulfillments.ts";
import { moveFulfillment } from "./set-fulfillment-status.ts";

/**
 * Counts a claimed fulfilment, now that it was made; one that counts already changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, and `order_not_fulfillable` when it was cancelled meanwhile.
 */
export const confirmFulfillment = action("orders.confirmFulfillment", params.confirmFulfillment, (request, handling) =>
  changeOrder(handling, request, async (locked) => {
    const { db } = handling;
    const parcels = await fetchParcels(db, locked.tx, locked.row);
    const parcel = parcelOf(parcels, request.fulfillment_id);
    assertFulfillable(locked.row.status);
    if (parcel.state === "cancelled") throw fail("order_not_fulfillable");
    return parcel.state === "claimed" ? moveFulfillment(db, locked, parcels, parcel, "pending") : locked.order;
  }),
);
