import { action } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { DeliveredProduct, FulfillmentStatus, Order } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import {
  assertFulfillable,
  assertNext,
  counted,
  followed,
  fulfillmentStatusOf,
  type OrderFulfillment,
} from "../fulfillment.rules.ts";
import { about, changeOrder, deliveredIn, eventData, type Locked } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { fetchFulfillments, fulfillmentOf, updateFulfillments } from "../store/fulfillments.ts";
import { fetchItems, updateFulfilled } from "../store/items.ts";
import type { Entry } from "../store/timeline.ts";

/**
 * Gives a fulfilment its next status, and the order what follows from it; the same status changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, `order_not_fulfillable`, `invalid_fulfillment_transition`.
 */
export const setFulfillmentStatus = action(
  "orders.setFulfillmentStatus",
  params.setFulfillmentStatus,
  (request, context) =>
    changeOrder(context, request, async (locked) => {
      const { db } = context;
      const fulfillments = await fetchFulfillments(db, locked.tx, locked.row);
      const fulfillment = fulfillmentOf(fulfillments, request.fulfillment_id);
      if (fulfillment.state === request.status) return { order: locked.order, changed: false };
      assertFulfillable(locked.row.status);
      assertNext(fulfillment.state, request.status);
      return { order: await moveFulfillment(db, locked, fulfillments, fulfillment, request.status), changed: true };
    }),
);

/** Moves a fulfilment on, counts its items where they begin or cease to count, and lets the order follow. */
export async function moveFulfillment(
  db: Database,
  locked: Locked,
  fulfillments: readonly OrderFulfillment[],
  fulfillment: OrderFulfillment,
  to: FulfillmentStatus,
): Promise<Order> {
  const { tx, row, order, save } = locked;
  await updateFulfillments(db, tx, row, [fulfillment], to);
  const fulfillment_status = await recount(db, locked, fulfillment, to);
  const after = fulfillments.map((each) => (each.id === fulfillment.id ? { ...each, state: to } : each));
  const status = followed(row.status, after, fulfillment_status);
  const data = { fulfillment_id: fulfillment.id, status: to, fulfillment_status };
  const entries: Entry[] = [{ type: "order.fulfillment_changed", data }];
  if (status !== row.status) entries.push({ type: "order.status_changed", data: { from: row.status, to: status } });
  const saved = await save({ fulfillment_status, status }, entries);
  const delivered = await deliveredIn(db, locked, saved);
  tell(locked, order, saved, { fulfillment, to, ...delivered });
  return saved;
}

async function recount(db: Database, { tx, row }: Locked, fulfillment: OrderFulfillment, to: FulfillmentStatus) {
  const sign = fulfillment.state === "claimed" ? 1 : to === "cancelled" ? -1 : 0;
  if (sign === 0) return row.fulfillment_status;
  const items = await fetchItems(db, row, tx);
  const after = counted(items, fulfillment, sign);
  await updateFulfilled(db, tx, row, items, after);
  return fulfillmentStatusOf(after);
}

interface Moved {
  fulfillment: OrderFulfillment;
  to: FulfillmentStatus;
  delivered?: DeliveredProduct[];
}

function tell({ row, publish }: Locked, before: Order, after: Order, { fulfillment, to, ...delivered }: Moved): void {
  const change = changeOf(before, after);
  const data = { ...change, ...delivered, fulfillment_id: fulfillment.id };
  // Nobody but the workflow that made it knows of a claim.
  const was = fulfillment.state === "claimed" ? null : fulfillment.state;
  publish({
    name: "order.fulfillment_changed",
    ...about(row, after),
    data: eventData(after, {
      ...data,
      before: { ...change.before, fulfillment: was },
      after: { ...change.after, fulfillment: to },
    }),
  });
  if (before.status === after.status) return;
  const moved = { before: { status: before.status }, after: { status: after.status } };
  publish({ name: "order.status_changed", ...about(row, after), data: eventData(after, moved) });
}
