import { demoOrders as ordersOf } from "../../demo-data/demo-orders.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { sampleProgressOf } from "../../demo-data/order-parts.ts";
import { sampleReturnOf } from "../../demo-data/order-returns.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import { moved } from "./pieces.rules.ts";
import { requestMove } from "./returns.rules.ts";
import { insertOrders } from "./store/bulk.ts";
import { takeNumbers } from "./store/numbers.ts";

/** Inserts the demo's orders, with their fulfilments and returns. */
export const demoOrders = inEachStore(async (db, tx, store, today) => {
  const orders = ordersOf(store, today);
  const ids = orders.map(({ id }) => id);
  if (await hasRows(db, tx, "orders", store.store_id, ids)) return;
  const first = await takeNumbers(db, tx, store.store_id, orders.length);
  const past = orders.map((order) => {
    const asked = sampleReturnOf(order);
    const returns = asked ? [asked] : [];
    const open = returns.filter(({ status }) => status !== "rejected").flatMap(({ items }) => items);
    const items = moved(order.items, requestMove(open));
    return { ...order, ...sampleProgressOf(order), items, returns };
  });
  await insertOrders(db, tx, store, past, first);
});
