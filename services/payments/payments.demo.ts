import { demoOrders } from "../../demo-data/demo-orders.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { samplePaymentsOf } from "../../demo-data/order-parts.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import { insertPast } from "./store/bulk.ts";

/** Inserts the payments of the demo's orders. */
export const demoPayments = inEachStore(async (db, tx, store, today) => {
  const samples = demoOrders(store, today).map(samplePaymentsOf);
  const payments = samples.flatMap((sample) => sample.payments);
  const refunds = samples.flatMap((sample) => sample.refunds);
  const ids = payments.map(({ id }) => id);
  if (!(await hasRows(db, tx, "payments", store.store_id, ids))) await insertPast(db, tx, store, payments, refunds);
});
