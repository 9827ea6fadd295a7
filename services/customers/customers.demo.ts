import type { Transaction } from "sequelize";
import { demoCustomers as customersOf, type DemoCustomer, demoGroups } from "../../demo-data/demo-customers.ts";
import { demoOrders } from "../../demo-data/demo-orders.ts";
import { demoAccounts } from "../../demo-data/demo-points.ts";
import { demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { marks } from "../../mixins/db/sql.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { insertAddress } from "./store/addresses.ts";
import { insertCustomer } from "./store/customers.ts";
import { saveMembership } from "./store/loyalty.ts";
import { toRow } from "./store/rows.ts";
import { applyTally } from "./store/totals.ts";

/**
 * Inserts the demo's customers with their groups, addresses and totals. No events are published: the orders service
 * creates the same orders from the same source.
 */
export async function demoCustomers(db: Database): Promise<void> {
  for (const store of demoStores) await customersOfStore(db, store);
}

async function customersOfStore(db: Database, store: SampleStore): Promise<void> {
  const today = demoToday();
  const customers = customersOf(store, today);
  await transaction(db, async (tx) => {
    if (await isThere(db, tx, store, customers)) return;
    const groups = await insertGroups(db, tx, store, customers[0]?.created_at ?? today);
    for (const customer of customers) await insertOne(db, tx, store, customer, groups);
    for (const { id: order_id, status, ...order } of demoOrders(store, today)) {
      await applyTally(db, tx, store.store_id, { ...order, order_id, counts: status !== "cancelled" });
    }
    for (const { lines, ...membership } of demoAccounts(store, today))
      await saveMembership(db, tx, store.store_id, membership, lines.length);
  });
}

// True for any of them: a customer who was erased since must not be inserted again.
async function isThere(db: Database, tx: Transaction, store: SampleStore, customers: DemoCustomer[]) {
  const sql = `SELECT 1 AS found FROM customers WHERE store_id = ? AND public_id IN (${marks(customers)}) LIMIT 1`;
  return (await db.row(sql, [store.store_id, ...customers.map(({ id }) => id)], tx)) !== undefined;
}

async function insertGroups(db: Database, tx: Transaction, { store_id, tenant_id }: SampleStore, created_at: number) {
  const keys = new Map<string, number>();
  for (const { id, name } of demoGroups(store_id)) {
    const row = { public_id: id, store_id, tenant_id, name, created_at, updated_at: created_at };
    keys.set(id, await db.insert("customer_groups", row, tx));
  }
  return keys;
}

async function insertOne(
  db: Database,
  tx: Transaction,
  store: SampleStore,
  { addresses, group_id, ...customer }: DemoCustomer,
  groups: Map<string, number>,
): Promise<void> {
  const { created_at } = customer;
  const row = { ...toRow(store, customer, created_at), group_id: groups.get(group_id ?? "") ?? null };
  const addressBook = { store_id: store.store_id, customer: await insertCustomer(db, tx, row) };
  for (const address of addresses)
    await insertAddress(db, tx, addressBook, { ...address, created_at, updated_at: created_at });
}
