import { type DemoOrder, demoOrders as ordersOf } from "../../demo-data/demo-orders.ts";
import { sampleFulfillmentsOf, sampleTimelineOf } from "../../demo-data/order-parts.ts";
import { sampleReturnOf } from "../../demo-data/order-returns.ts";
import { demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import type { ReturnClaim } from "./returns.rules.ts";
import { countKnown, insertOrders, type PastOrder } from "./store/bulk.ts";
import { takeNumbers } from "./store/numbers.ts";

/** Inserts the demo's orders. No events are published: the other services create matching data from the same source. */
export async function demoOrders(db: Database): Promise<void> {
  for (const store of demoStores) await ordersOfStore(db, store);
}

async function ordersOfStore(db: Database, store: SampleStore): Promise<void> {
  const orders = ordersOf(store, demoToday());
  const ids = orders.map(({ id }) => id);
  await transaction(db, async (tx) => {
    if ((await countKnown(db, tx, store.store_id, ids)) > 0) return;
    const first = await takeNumbers(db, tx, store.store_id, orders.length);
    await insertOrders(db, tx, store, orders.map(pastOf), first);
  });
}

const pastOf = (order: DemoOrder): PastOrder => ({
  ...order,
  timeline: sampleTimelineOf(order),
  fulfillments: sampleFulfillmentsOf(order).map(({ id, status, items }) => ({
    id,
    state: status,
    items: items.map((item) => ({ item_id: item.id, quantity: item.quantity })),
  })),
  returns: claimsOf(order),
});

function claimsOf(order: DemoOrder): ReturnClaim[] {
  const sample = sampleReturnOf(order);
  if (!sample) return [];
  const { id, status, items } = sample;
  const state = status === "rejected" ? "released" : "claimed";
  return [{ id, state, items: items.map(({ item_id, quantity }) => ({ item_id, quantity })) }];
}
