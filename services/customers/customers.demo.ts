import type { Transaction } from "sequelize";
import { demoCustomers as customersOf, type DemoCustomer, demoGroups } from "../../demo-data/demo-customers.ts";
import { demoOrders } from "../../demo-data/demo-orders.ts";
import { demoAccounts } from "../../demo-data/demo-points.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import type { SampleStore } from "../../demo-data/stores.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import type { Database } from "../../mixins/db/database.ts";
import { insertAddress } from "./store/addresses.ts";
import { insertCustomer } from "./store/customers.ts";
import { saveMembership } from "./store/loyalty.ts";
import { toRow } from "./store/rows.ts";
import { applyTally } from "./store/totals.ts";

/** Inserts the demo's customers, their groups and addresses, the totals of their orders and their membership status. */
export const demoCustomers = inEachStore(async (db, tx, store, today) => {
  const { store_id } = store;
  const customers = customersOf(store, today);
  const ids = customers.map(({ id }) => id);
  // When any of them exists, the demo was inserted before: a customer who was erased since is not restored.
  if (await hasRows(db, tx, "customers", store_id, ids)) return;
  const groups = await insertGroups(db, tx, store, customers[0]?.created_at ?? today);
  for (const customer of customers) await insertOne(db, tx, store, customer, groups);
  for (const { id: order_id, status, ...order } of demoOrders(store, today))
    await applyTally(db, tx, store_id, { ...order, order_id, counts: status !== "cancelled" });
  for (const { lines, ...status } of demoAccounts(store, today))
    await saveMembership(db, tx, store_id, status, lines.length);
});

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
  { addresses, group_id, ...sample }: DemoCustomer,
  groups: Map<string, number>,
): Promise<void> {
  const row = { ...toRow(store, sample, sample.created_at), group_id: groups.get(group_id ?? "") ?? null };
  const book = { store_id: store.store_id, customer: await insertCustomer(db, tx, row) };
  const { created_at, updated_at } = row;
  for (const address of addresses) await insertAddress(db, tx, book, { ...address, created_at, updated_at });
}
