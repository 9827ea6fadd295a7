import { demoOrders } from "../../demo-data/demo-orders.ts";
import { samplePaymentsOf } from "../../demo-data/order-parts.ts";
import { demoStores, demoToday } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { countKnown, insertPast } from "./store/bulk.ts";

/**
 * Inserts the payments of the demo's orders. Publishes no events: this is history, which the orders service has
 * already.
 */
export async function demoPayments(db: Database): Promise<void> {
  for (const store of demoStores) {
    const samples = demoOrders(store, demoToday()).map(samplePaymentsOf);
    const payments = samples.flatMap((sample) => sample.payments);
    const refunds = samples.flatMap((sample) => sample.refunds);
    const ids = payments.map(({ id }) => id);
    await transaction(db, async (tx) => {
      if ((await countKnown(db, tx, store.store_id, ids)) > 0) return;
      await insertPast(db, tx, store, payments, refunds);
    });
  }
}
