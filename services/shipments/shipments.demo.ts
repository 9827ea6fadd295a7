import { demoOrders } from "../../demo-data/demo-orders.ts";
import { sampleFulfillmentsOf } from "../../demo-data/order-parts.ts";
import { demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { insertPast } from "./store/past.ts";

/** The parcels of the demo's orders. No events are told of them: they are history, and the orders service knows it. */
export async function demoFulfillments(db: Database): Promise<void> {
  for (const store of demoStores) await fulfillmentsOfStore(db, store);
}

async function fulfillmentsOfStore(db: Database, store: SampleStore): Promise<void> {
  const fulfillments = demoOrders(store, demoToday()).flatMap((order) =>
    sampleFulfillmentsOf(order).map((fulfillment) => ({ fulfillment, customer_id: order.customer_id })),
  );
  await transaction(db, (tx) => insertPast(db, tx, store, fulfillments));
}
