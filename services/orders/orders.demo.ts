import { type DemoOrder, demoOrders as ordersOf } from "../../demo-data/demo-orders.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { sampleProgressOf } from "../../demo-data/order-parts.ts";
import { sampleReturnOf } from "../../demo-data/order-returns.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import { moved } from "./pieces.rules.ts";
import type { ReturnClaim } from "./returns.rules.ts";
import { insertOrders } from "./store/bulk.ts";
import { takeNumbers } from "./store/numbers.ts";

/** Inserts the demo's orders, with their fulfilments and returns. */
export const demoOrders = inEachStore(async (db, tx, store, today) => {
  const orders = ordersOf(store, today);
  const ids = orders.map(({ id }) => id);
  if (await hasRows(db, tx, "orders", store.store_id, ids)) return;
  const first = await takeNumbers(db, tx, store.store_id, orders.length);
  const past = orders.map((order) => {
    const returns = claimsOf(order);
    const pieces = returns.filter(({ state }) => state === "claimed").flatMap(({ items }) => items);
    const items = moved(order.items, { from: "delivered", to: "requested", pieces });
    return { ...order, ...sampleProgressOf(order), items, returns };
  });
  await insertOrders(db, tx, store, past, first);
});

function claimsOf(order: DemoOrder): ReturnClaim[] {
  const requested = sampleReturnOf(order);
  if (!requested) return [];
  const { id, status, items } = requested;
  const state = status === "rejected" ? "released" : "claimed";
  return [{ id, state, items: items.map(({ item_id, quantity }) => ({ item_id, quantity })) }];
}
