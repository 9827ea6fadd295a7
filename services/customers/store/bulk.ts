import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { underLock } from "../../../mixins/db/lease.ts";
import { countRows as countAll } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { customerCounts, kinds } from "./counts.ts";
import { wordRows } from "./customers.ts";
import { type NewRecord, toRow } from "./rows.ts";
import { limitsOfStore, resegment } from "./segments.ts";
import { type Tally, tallyRow } from "./totals.ts";

/** A customer of the past, with the integer key that `takeKeys` reserved for it. */
export interface BulkCustomer extends NewRecord {
  key: number;
  id: string;
  created_at: number;
}

// Customers that are created while a block is taken get keys of the gap below it.
const gap = 1_000;

/** Reserves a block of integer keys for customers and returns the first of them. */
export async function takeKeys(db: Database, count: number): Promise<number> {
  let first = 0;
  await underLock(db, async () => {
    first = await transaction(db, async (tx) => {
      const next = (await db.insert("customers", { store_id: 0, public_id: "last", created_at: 0 }, tx)) + gap;
      // Both engines continue after the highest key that was ever inserted.
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
  const rows = customers.map((customer) => ({ id: customer.key, ...toRow(store, customer, customer.created_at) }));
  const words = rows.flatMap(wordRows).sort(byWord);
  const guests = rows.filter(({ is_guest }) => is_guest).length;
  // Both statements are built before the first one completes, so that the rows can be freed meanwhile.
  await Promise.all([insertBulk(db, tx, "customers", rows), insertBulk(db, tx, "customer_words", words)]);
  await customerCounts.add(db, tx, store.store_id, kinds.guest, guests);
  await customerCounts.add(db, tx, store.store_id, kinds.account, customers.length - guests);
}

// Sorted as the search index, so that neighbours go to the same pages of it.
const byWord = (a: { kind: number; word: string }, b: { kind: number; word: string }) =>
  a.kind - b.kind || (a.word < b.word ? -1 : Number(a.word > b.word));

/** The next customers of a store by integer key, for orders of the past. */
export async function nextCustomers(db: Database, store_id: number, after: number, limit: number) {
  return db.rows<{ id: number; public_id: string; created_at: number }>(
    "SELECT id, public_id, created_at FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?",
    [store_id, after, limit],
  );
}

/** How many customers a store has, counted one by one. */
export const countRows = (db: Database, store_id: number): Promise<number> => countAll(db, "customers", { store_id });

/**
 * Inserts new tallies, and recalculates totals, times of orders and segments of the customers whose integer keys are in a
 * range; without one they are left to a later call.
 */
export async function insertTallies(
  db: Database,
  tx: Transaction,
  store_id: number,
  tallies: readonly Tally[],
  range?: [first: number, last: number],
): Promise<void> {
  const limits = await limitsOfStore(db, tx, store_id, tallies[0]?.currency);
  const rows = tallies.map((tally) => tallyRow(store_id, tally));
  await insertBulk(db, tx, "customer_orders", rows);
  if (!range) return;
  await sumTallies(db, tx, store_id, range);
  const where = { text: "store_id = ? AND id BETWEEN ? AND ?", values: [store_id, ...range] };
  await resegment(db, tx, limits, where, Date.now());
}

async function sumTallies(db: Database, tx: Transaction, store_id: number, range: [first: number, last: number]) {
  const ofCustomer = "o.store_id = c.store_id AND o.customer_id = c.public_id AND o.counts = 1";
  // After a bulk load, MariaDB's statistics are outdated and it would choose another index.
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
