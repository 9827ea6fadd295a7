import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/database.ts";
import type { OrderTally } from "../../contracts.ts";
import type { CustomerRow } from "./rows.ts";

interface Known {
  version: number;
  amount: number;
  counts: number;
}

/**
 * Takes over what an order adds to its customer's totals, unless something newer of that order is known already: tallies
 * may come twice, late or out of order. Answers whether it was news.
 */
export async function applyTally(db: Database, tx: Transaction, store_id: number, tally: OrderTally): Promise<boolean> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE" : "";
  const known = await db.row<Known>(
    `SELECT version, amount, counts FROM customer_orders WHERE store_id = ? AND order_id = ? ${lock}`,
    [store_id, tally.order_id],
    tx,
  );
  if (known && known.version >= tally.version) return false;
  await keepTally(db, tx, store_id, tally, known !== undefined);
  const was = known?.counts === 1 ? { orders: 1, amount: known.amount } : { orders: 0, amount: 0 };
  const is = tally.counts ? { orders: 1, amount: tally.grand_total } : { orders: 0, amount: 0 };
  if (is.orders === was.orders && is.amount === was.amount) return true;
  await db.run(
    `UPDATE customers SET total_orders = total_orders + ?, total_order_amount = total_order_amount + ?,
     version = version + 1 WHERE store_id = ? AND public_id = ?`,
    [is.orders - was.orders, is.amount - was.amount, store_id, tally.customer_id],
    tx,
  );
  return true;
}

async function keepTally(db: Database, tx: Transaction, store_id: number, tally: OrderTally, known: boolean) {
  const { order_id, customer_id, version, grand_total, counts } = tally;
  if (!known) {
    await db.insert("customer_orders", { store_id, order_id, customer_id, version, amount: grand_total, counts }, tx);
    return;
  }
  await db.run(
    "UPDATE customer_orders SET version = ?, amount = ?, counts = ? WHERE store_id = ? AND order_id = ?",
    [version, grand_total, counts, store_id, order_id],
    tx,
  );
}

/** True when any order of the customer is known, cancelled ones too. */
export async function hasOrders(db: Database, tx: Transaction, row: CustomerRow): Promise<boolean> {
  const sql = "SELECT 1 AS found FROM customer_orders WHERE store_id = ? AND customer_id = ? LIMIT 1";
  return (await db.row(sql, [row.store_id, row.public_id], tx)) !== undefined;
}

/**
 * Sets the totals of a page of customers to the sum of what is known of their orders. Answers how many were wrong, and
 * the integer key to go on after.
 */
export async function recount(
  db: Database,
  tx: Transaction,
  page: { store_id: number; after?: number; limit: number },
): Promise<{ repaired: number; next: number | null }> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE" : "";
  const rows = await db.rows<{ id: number; public_id: string }>(
    `SELECT id, public_id FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT ? ${lock}`,
    [page.store_id, page.after ?? 0, page.limit],
    tx,
  );
  let repaired = 0;
  for (const { id, public_id } of rows) repaired += await recountOne(db, tx, page.store_id, id, public_id);
  return { repaired, next: rows.length === page.limit ? (rows.at(-1)?.id ?? null) : null };
}

async function recountOne(db: Database, tx: Transaction, store_id: number, id: number, public_id: string) {
  const sums = await db.row<{ orders: number; amount: number | string | null }>(
    `SELECT COUNT(*) AS orders, SUM(amount) AS amount FROM customer_orders
     WHERE store_id = ? AND customer_id = ? AND counts = 1`,
    [store_id, public_id],
    tx,
  );
  const orders = sums?.orders ?? 0;
  const amount = Number(sums?.amount ?? 0);
  return db.run(
    `UPDATE customers SET total_orders = ?, total_order_amount = ?, version = version + 1
     WHERE store_id = ? AND id = ? AND (total_orders <> ? OR total_order_amount <> ?)`,
    [orders, amount, store_id, id, orders, amount],
    tx,
  );
}
