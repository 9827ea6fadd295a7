import { demoOrders } from "../../demo-data/demo-orders.ts";
import { sampleFulfillmentsOf } from "../../demo-data/order-parts.ts";
import { demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { insertPast } from "./store/past.ts";

/**
 * Inserts the fulfilments of the demo's orders. Publishes no events: this is history, which the orders service has
 * already.
 */
export async function demoFulfillments(db: Database): Promise<void> {
  for (const store of demoStores) await fulfillmentsOfStore(db, store);
}

async function fulfillmentsOfStore(db: Database, store: SampleStore): Promise<void> {
  const fulfillments = demoOrders(store, demoToday()).flatMap((order) =>
    sampleFulfillmentsOf(order).map((fulfillment) => ({ fulfillment, customer_id: order.customer_id })),
  );
  await transaction(db, (tx) => insertPast(db, tx, store, fulfillments));
}
