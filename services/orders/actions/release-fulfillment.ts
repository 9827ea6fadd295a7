import { action } from "../../../mixins/action.ts";
import { undo } from "../../../mixins/idempotent.ts";
import { lockOrder } from "../changing.ts";
import { isOpen } from "../fulfillment.rules.ts";
import { params } from "../orders.schemas.ts";
import { fetchParcels, parcelOf, updateParcels } from "../store/fulfillments.ts";
import { moveFulfillment } from "./set-fulfillment-status.ts";

/** Undoes a claim, also one that may still be on its way, or that was confirmed but not sent. Throws `order_not_found`. */
export const releaseFulfillment = action("orders.releaseFulfillment", params.releaseFulfillment, (request, handling) =>
  undo(handling, request, { released: false }, async (changing) => {
    const { db } = handling;
    const locked = await lockOrder(handling, changing, request);
    const parcels = await fetchParcels(db, changing.tx, locked.row);
    const parcel = parcelOf(parcels, request.fulfillment_id);
    if (!isOpen(parcel)) return { released: false };
    if (parcel.state === "claimed") await updateParcels(db, changing.tx, locked.row, [parcel], "cancelled");
    else await moveFulfillment(db, locked, parcels, parcel, "cancelled");
    return { released: true };
  }),
);
