import { action } from "../../../mixins/action.ts";
import type { Database } from "../../../mixins/database.ts";
import type { DeliveredProduct, FulfillmentStatus, Order } from "../../contracts.ts";
import { about, changeOrder, deliveredIn, type Locked, told } from "../changing.ts";
import {
  assertFulfillable,
  assertNext,
  counted,
  followed,
  fulfillmentStatusOf,
  type Parcel,
} from "../fulfillment.rules.ts";
import { params } from "../orders.schemas.ts";
import { fetchParcels, parcelOf, updateParcels } from "../store/fulfillments.ts";
import { fetchItems, updateFulfilled } from "../store/items.ts";
import type { Entry } from "../store/timeline.ts";
import { changeOf } from "../telling.rules.ts";

/**
 * Gives a fulfilment its next status, and the order what follows from it; the same status changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, `order_not_fulfillable`, `invalid_fulfillment_transition`.
 */
export const setFulfillmentStatus = action(
  "orders.setFulfillmentStatus",
  params.setFulfillmentStatus,
  (request, handling) =>
    changeOrder(handling, request, async (locked) => {
      const { db } = handling;
      const parcels = await fetchParcels(db, locked.tx, locked.row);
      const parcel = parcelOf(parcels, request.fulfillment_id);
      if (parcel.state === request.status) return { order: locked.order, changed: false };
      assertFulfillable(locked.row.status);
      assertNext(parcel.state, request.status);
      return { order: await moveFulfillment(db, locked, parcels, parcel, request.status), changed: true };
    }),
);

/** Moves a fulfilment on, counts its items where they begin or cease to count, and lets the order follow. */
export async function moveFulfillment(
  db: Database,
  locked: Locked,
  parcels: readonly Parcel[],
  parcel: Parcel,
  to: FulfillmentStatus,
): Promise<Order> {
  const { tx, row, order, save } = locked;
  await updateParcels(db, tx, row, [parcel], to);
  const fulfillment_status = await recount(db, locked, parcel, to);
  const after = parcels.map((each) => (each.id === parcel.id ? { ...each, state: to } : each));
  const status = followed(row.status, after, fulfillment_status);
  const data = { fulfillment_id: parcel.id, status: to, fulfillment_status };
  const entries: Entry[] = [{ type: "order.fulfillment_changed", data }];
  if (status !== row.status) entries.push({ type: "order.status_changed", data: { from: row.status, to: status } });
  const saved = await save({ fulfillment_status, status }, entries);
  const delivered = await deliveredIn(db, locked, saved);
  tell(locked, order, saved, { parcel, to, ...delivered });
  return saved;
}

async function recount(db: Database, { tx, row }: Locked, parcel: Parcel, to: FulfillmentStatus) {
  const sign = parcel.state === "claimed" ? 1 : to === "cancelled" ? -1 : 0;
  if (sign === 0) return row.fulfillment_status;
  const items = await fetchItems(db, row, tx);
  const after = counted(items, parcel, sign);
  await updateFulfilled(db, tx, row, items, after);
  return fulfillmentStatusOf(after);
}

interface Moved {
  parcel: Parcel;
  to: FulfillmentStatus;
  delivered?: DeliveredProduct[];
}

function tell({ row, announce }: Locked, before: Order, after: Order, { parcel, to, ...delivered }: Moved): void {
  const change = changeOf(before, after);
  const data = { ...change, ...delivered, fulfillment_id: parcel.id };
  // Nobody but the workflow that made it knows of a claim.
  const was = parcel.state === "claimed" ? null : parcel.state;
  announce({
    name: "order.fulfillment_changed",
    ...about(row, after),
    data: told(after, {
      ...data,
      before: { ...change.before, fulfillment: was },
      after: { ...change.after, fulfillment: to },
    }),
  });
  if (before.status === after.status) return;
  const moved = { before: { status: before.status }, after: { status: after.status } };
  announce({ name: "order.status_changed", ...about(row, after), data: told(after, moved) });
}
