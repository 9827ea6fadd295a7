import { action } from "../../../mixins/actions/action.ts";
import type { DeliveredProduct, FulfillmentStatus, Order } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import {
  assertFulfillable,
  assertNext,
  counted,
  followed,
  fulfillmentOf,
  fulfillmentStatusOf,
  type OrderFulfillment,
} from "../fulfillment.rules.ts";
import { changeOrder, deliveredIn, type Locked, orderEvent } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems, updateFulfilled } from "../store/items.ts";
import type { Entry } from "../store/timeline.ts";

/**
 * Gives a fulfilment its next status, and the order the status that follows from it; the same status changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, `order_not_fulfillable`, `invalid_fulfillment_transition`.
 */
export const setFulfillmentStatus = action(
  "orders.setFulfillmentStatus",
  params.setFulfillmentStatus,
  (request, context) =>
    changeOrder(context, request, async (locked) => {
      const known = await fulfillments.fetch(locked.db, locked.tx, locked.row);
      const fulfillment = fulfillmentOf(known, request.fulfillment_id);
      if (fulfillment.state === request.status) return { order: locked.order, changed: false };
      assertFulfillable(locked.row.status);
      assertNext(fulfillment.state, request.status);
      return { order: await moveFulfillment(locked, known, fulfillment, request.status), changed: true };
    }),
);

/** Gives a fulfilment another status, updates the fulfilled quantities of its items, and the order's statuses. */
export async function moveFulfillment(
  locked: Locked,
  known: readonly OrderFulfillment[],
  fulfillment: OrderFulfillment,
  to: FulfillmentStatus,
): Promise<Order> {
  const { db, tx, row, save } = locked;
  await fulfillments.setState(db, tx, row, [fulfillment], to);
  const fulfillment_status = await recount(locked, fulfillment, to);
  const after = known.map((each) => (each.id === fulfillment.id ? { ...each, state: to } : each));
  const status = followed(row.status, after, fulfillment_status);
  const data = { fulfillment_id: fulfillment.id, status: to, fulfillment_status };
  const entries: Entry[] = [{ type: "order.fulfillment_changed", data }];
  if (status !== row.status) entries.push({ type: "order.status_changed", data: { from: row.status, to: status } });
  const saved = await save({ fulfillment_status, status }, entries);
  publishMove(locked, saved, fulfillment, to, await deliveredIn(locked, saved));
  return saved;
}

async function recount({ db, tx, row }: Locked, fulfillment: OrderFulfillment, to: FulfillmentStatus) {
  const sign = fulfillment.state === "claimed" ? 1 : to === "cancelled" ? -1 : 0;
  if (sign === 0) return row.fulfillment_status;
  const items = await fetchItems(db, row, tx);
  const after = counted(items, fulfillment, sign);
  await updateFulfilled(db, tx, row, items, after);
  return fulfillmentStatusOf(after);
}

function publishMove(
  { row, order, publish }: Locked,
  saved: Order,
  { id, state }: OrderFulfillment,
  to: FulfillmentStatus,
  delivered: { delivered?: DeliveredProduct[] },
): void {
  const change = changeOf(order, saved);
  const data = {
    ...delivered,
    fulfillment_id: id,
    // A claim is known to the workflow alone that made it.
    before: { ...change.before, fulfillment: state === "claimed" ? null : state },
    after: { ...change.after, fulfillment: to },
  };
  publish({ name: "order.fulfillment_changed", ...orderEvent(row, saved, data) });
  if (order.status === saved.status) return;
  const moved = { before: { status: order.status }, after: { status: saved.status } };
  publish({ name: "order.status_changed", ...orderEvent(row, saved, moved) });
}
