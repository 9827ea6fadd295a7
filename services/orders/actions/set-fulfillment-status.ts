import { action } from "../../../mixins/actions/action.ts";
import type { DeliveredProduct, FulfillmentStatus, Order, OrderItem } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import {
  assertNext,
  assertNotCancelled,
  followed,
  fulfillmentOf,
  fulfillmentStatusOf,
  moveOf,
  type OrderFulfillment,
} from "../fulfillment.rules.ts";
import { changeOrder, deliveredIn, type Locked, movePieces, orderEvent } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import type { Move } from "../pieces.rules.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";
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
      const { db, tx, row } = locked;
      const fulfillment = fulfillmentOf(await fulfillments.fetch(db, tx, row), request.fulfillment_id);
      if (fulfillment.state === request.status) return { order: locked.order, changed: false };
      assertNotCancelled(row);
      const items = await fetchItems(db, row, tx);
      assertNext(fulfillment, request.status, items);
      const move = moveOf(fulfillment, request.status);
      return { order: await moveFulfillment(locked, fulfillment, request.status, items, [move]), changed: true };
    }),
);

/** Gives a fulfilment another status, moves its pieces among the order's lines, and updates the order's statuses. */
export async function moveFulfillment(
  locked: Locked,
  fulfillment: OrderFulfillment,
  to: FulfillmentStatus,
  items: readonly OrderItem[],
  moves: Move[],
): Promise<Order> {
  const { db, tx, row } = locked;
  await fulfillments.setState(db, tx, row, [fulfillment], to);
  return recordMove(locked, fulfillment, to, await movePieces(locked, items, ...moves));
}

/** Updates an order's statuses after the pieces of a fulfilment have moved; its timeline gets `entries` first. */
export async function recordMove(
  locked: Locked,
  fulfillment: OrderFulfillment,
  to: FulfillmentStatus,
  items: readonly OrderItem[],
  entries: readonly Entry[] = [],
): Promise<Order> {
  const { row, save } = locked;
  const fulfillment_status = fulfillmentStatusOf(items);
  const status = followed(row.status, items);
  const data = { fulfillment_id: fulfillment.id, status: to, fulfillment_status };
  const moved: Entry[] = [...entries, { type: "order.fulfillment_changed", data }];
  if (status !== row.status) moved.push({ type: "order.status_changed", data: { from: row.status, to: status } });
  const saved = await save({ fulfillment_status, status }, moved);
  publishMove(locked, saved, fulfillment, to, await deliveredIn(locked, saved));
  return saved;
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
