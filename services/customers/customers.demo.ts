import type { Transaction } from "sequelize";
import { demoCustomers as customersOf, type DemoCustomer, demoGroups } from "../../demo-data/demo-customers.ts";
import { demoOrders } from "../../demo-data/demo-orders.ts";
import { demoAccounts } from "../../demo-data/demo-points.ts";
import { demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { marks } from "../../mixins/db/sql.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { phoneKey } from "./customers.rules.ts";
import { insertAddress } from "./store/addresses.ts";
import { insertCustomer } from "./store/customers.ts";
import { saveMembership } from "./store/loyalty.ts";
import { applyTally } from "./store/totals.ts";

/**
 * The demo's customers, their groups and addresses, and what the demo's orders add up to: the orders service makes the
 * same orders from the same source, so no event has to tell of them.
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
    for (const { lines, ...standing } of demoAccounts(store, today))
      await saveMembership(db, tx, store.store_id, standing, lines.length);
  });
}

// Any of them: one that was erased since does not come back.
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
  { id, addresses, address_json, preferences, last_active_on, group_id, ...customer }: DemoCustomer,
  groups: Map<string, number>,
): Promise<void> {
  const { store_id, tenant_id } = store;
  const times = { created_at: customer.created_at, updated_at: customer.created_at };
  const key = await insertCustomer(db, tx, {
    ...customer,
    ...times,
    public_id: id,
    store_id,
    tenant_id,
    phone_key: customer.phone ? phoneKey(customer.phone, store.country) : null,
    is_guest: customer.registration_source === "GUEST",
    group_id: group_id ? (groups.get(group_id) ?? null) : null,
    address_json: address_json ? JSON.stringify(address_json) : null,
    preferences: preferences ? JSON.stringify(preferences) : null,
    last_active_on: last_active_on ?? 0,
  });
  for (const address of addresses) await insertAddress(db, tx, { store_id, customer: key }, { ...address, ...times });
}
