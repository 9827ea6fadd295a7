import type { Database } from "../../mixins/database.ts";
import { transaction } from "../../mixins/transaction.ts";
import { demoOrders } from "../demo/demo-orders.ts";
import { sampleFulfillmentsOf } from "../demo/order-parts.ts";
import { demoStores, demoToday, type SampleStore } from "../demo/stores.ts";
import { insertPast } from "./store/past.ts";

/** The parcels of the demo's orders. No facts are told of them: they are history, and the orders service knows it. */
export async function demoFulfillments(db: Database): Promise<void> {
  for (const store of demoStores) await fulfillmentsOfStore(db, store);
}

async function fulfillmentsOfStore(db: Database, store: SampleStore): Promise<void> {
  const parcels = demoOrders(store, demoToday()).flatMap((order) =>
    sampleFulfillmentsOf(order).map((fulfillment) => ({ fulfillment, customer_id: order.customer_id })),
  );
  await transaction(db, (tx) => insertPast(db, tx, store, parcels));
}
