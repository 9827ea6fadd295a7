import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { underLock } from "../../../mixins/db/migrations.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { FreeObject, NewCustomer } from "../../contracts.ts";
import { normalizeEmail, phoneKey, wordsOf } from "../customers.rules.ts";
import { countCustomers } from "./counts.ts";
import { nameKeys } from "./customers.ts";
import { limitsOfStore, resegment } from "./segments.ts";
import type { Tally } from "./totals.ts";

/** A customer with all that the past gave it, and the integer key that `takeKeys` reserved for it. */
export interface BulkCustomer extends Omit<NewCustomer, "preferences"> {
  key: number;
  id: string;
  first_name: string;
  last_name: string;
  preferences?: FreeObject | null;
  last_active_on: number | null;
  created_at: number;
}

// Creations that come while a block is taken get keys of the gap below it.
const gap = 1_000;

/** Takes a block of integer keys for customers to be inserted with; answers the first of them. */
export async function takeKeys(db: Database, count: number): Promise<number> {
  let first = 0;
  await underLock(db, async () => {
    first = await transaction(db, async (tx) => {
      const next = (await db.insert("customers", { store_id: 0, public_id: "last", created_at: 0 }, tx)) + gap;
      // Neither engine gives a key twice that was once higher than all others.
      await db.insert("customers", { id: next + count, store_id: 0, public_id: "block", created_at: 0 }, tx);
      await db.run("DELETE FROM customers WHERE store_id = 0 AND public_id IN ('last', 'block')", [], tx);
      return next;
    });
  });
  return first;
}

/** Inserts customers of one store with their words and count, in the given transaction. */
export async function insertCustomers(
  db: Database,
  tx: Transaction,
  store: { store_id: number; tenant_id: string; country: string },
  customers: readonly BulkCustomer[],
): Promise<void> {
  const rows = customers.map(({ key, ...customer }) => ({ id: key, ...customerRow(store, customer) }));
  const words = rows.flatMap((row) =>
    wordsOf(row).map(({ kind, word }) => ({
      store_id: store.store_id,
      customer_id: row.id,
      kind,
      word,
      created_at: row.created_at,
    })),
  );
  const guests = rows.filter(({ is_guest }) => is_guest).length;
  // Both statements are written before the first is answered: the rows need not wait for that in memory.
  await Promise.all([insertBulk(db, tx, "customers", rows), insertBulk(db, tx, "customer_words", words.sort(byWord))]);
  await countCustomers(db, tx, store.store_id, true, guests);
  await countCustomers(db, tx, store.store_id, false, customers.length - guests);
}

// In the order of the index that searches use: neighbours fall on the same pages of it.
const byWord = (a: { kind: number; word: string }, b: { kind: number; word: string }) =>
  a.kind - b.kind || (a.word < b.word ? -1 : Number(a.word > b.word));

/** The row of a customer with their past, without its integer key. */
export function customerRow(
  store: { store_id: number; tenant_id: string; country: string },
  customer: Omit<BulkCustomer, "key">,
) {
  const { id, email, phone, address_json, last_active_on, created_at, ...rest } = customer;
  return {
    public_id: id,
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    email: email ? normalizeEmail(email) : null,
    phone: phone ?? null,
    phone_key: phone ? phoneKey(phone, store.country) : null,
    registration_source: rest.registration_source,
    is_guest: rest.registration_source === "GUEST",
    enabled: rest.enabled ?? true,
    approved: rest.approved ?? true,
    email_verified: rest.email_verified ?? false,
    phone_verified: rest.phone_verified ?? false,
    first_name: rest.first_name,
    last_name: rest.last_name,
    ...nameKeys(rest.first_name, rest.last_name),
    address_json: address_json ? JSON.stringify(address_json) : null,
    birthday: rest.birthday ?? null,
    preferences: rest.preferences ? JSON.stringify(rest.preferences) : null,
    last_active_on: last_active_on ?? 0,
    created_at,
    updated_at: created_at,
  };
}

/** The next customers of a store by integer key, to whom the past is to give orders. */
export async function nextCustomers(db: Database, store_id: number, after: number, limit: number) {
  return db.rows<{ id: number; public_id: string; created_at: number }>(
    "SELECT id, public_id, created_at FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?",
    [store_id, after, limit],
  );
}

/** How many customers a store has, counted one by one. */
export async function countRows(db: Database, store_id: number): Promise<number> {
  const sql = "SELECT COUNT(*) AS customers FROM customers WHERE store_id = ?";
  return (await db.row<{ customers: number }>(sql, [store_id]))?.customers ?? 0;
}

/**
 * Keeps new tallies of customers whose integer keys lie in a range, and sets the totals, the times of orders and the
 * segments there to what tallies add up to.
 */
export async function insertTallies(
  db: Database,
  tx: Transaction,
  store_id: number,
  tallies: readonly Tally[],
  range: [first: number, last: number],
): Promise<void> {
  const limits = await limitsOfStore(db, tx, store_id, tallies[0]?.currency);
  const rows = tallies.map(({ order_id, customer_id, version, grand_total, counts, created_at }) => ({
    store_id,
    order_id,
    customer_id,
    version,
    amount: grand_total,
    counts,
    created_at,
  }));
  await insertBulk(db, tx, "customer_orders", rows);
  await sumTallies(db, tx, store_id, range);
  const where = { text: "store_id = ? AND id BETWEEN ? AND ?", values: [store_id, ...range] };
  await resegment(db, tx, limits, where, Date.now());
}

async function sumTallies(db: Database, tx: Transaction, store_id: number, range: [first: number, last: number]) {
  const ofCustomer = "o.store_id = c.store_id AND o.customer_id = c.public_id AND o.counts = 1";
  // The table has grown too fast for MariaDB to know what a store's part of it costs to go through.
  const along = db.dialect === "mariadb" ? "FORCE INDEX (customer_orders_times)" : "";
  const sums = `SELECT c.id, COUNT(o.order_id) AS orders, COALESCE(SUM(o.amount), 0) AS amount,
    COALESCE(MIN(o.created_at), 0) AS first, COALESCE(MAX(o.created_at), 0) AS last
    FROM customers c LEFT JOIN customer_orders o ${along} ON ${ofCustomer}
    WHERE c.store_id = ? AND c.id BETWEEN ? AND ? GROUP BY c.id`;
  const sets = `total_orders = s.orders, total_order_amount = s.amount, first_order_at = s.first, last_order_at = s.last`;
  const own = "customers.store_id = ? AND customers.id BETWEEN ? AND ?";
  const sql =
    db.dialect === "mariadb"
      ? `UPDATE customers JOIN (${sums}) s ON s.id = customers.id SET ${sets}, version = version + 1 WHERE ${own}`
      : `UPDATE customers SET ${sets}, version = version + 1 FROM (${sums}) s WHERE s.id = customers.id AND ${own}`;
  await db.run(sql, [store_id, ...range, store_id, ...range], tx);
}
