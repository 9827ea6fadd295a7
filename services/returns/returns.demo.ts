import { demoOrders } from "../../demo-data/demo-orders.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { sampleReturnOf } from "../../demo-data/order-returns.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import { insertReturn } from "./store/returns.ts";

/** Inserts the returns of the demo's customers. */
export const demoReturns = inEachStore(async (db, tx, store, today) => {
  const returns = demoOrders(store, today).flatMap((order) => sampleReturnOf(order) ?? []);
  const ids = returns.map(({ id }) => id);
  if (await hasRows(db, tx, "returns", store.store_id, ids)) return;
  for (const each of returns.sort((a, b) => a.created_at - b.created_at)) await insertReturn(db, tx, each, store);
});
