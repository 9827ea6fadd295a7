import { demoOrders } from "../../demo-data/demo-orders.ts";
import { sampleReturnOf } from "../../demo-data/order-returns.ts";
import { demoStores, demoToday } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { insertReturn, returnsOf } from "./store/returns.ts";

/**
 * Inserts the returns of the demo's customers. Publishes no events: this is history, which the orders service has
 * already.
 */
export async function demoReturns(db: Database): Promise<void> {
  for (const store of demoStores) {
    const returns = demoOrders(store, demoToday()).flatMap((order) => sampleReturnOf(order) ?? []);
    const sorted = returns.sort((one, other) => one.created_at - other.created_at);
    const [first] = sorted;
    if (!first || (await returnsOf(db, { store_id: store.store_id, order_id: first.order_id })).length > 0) continue;
    await transaction(db, async (tx) => {
      for (const each of sorted) await insertReturn(db, tx, each, store);
    });
  }
}
