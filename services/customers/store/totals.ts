import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { update } from "../../../mixins/db/statements.ts";
import { customerSegments, type OrderTally } from "../../contracts.ts";
import { type OrderFigures, type SegmentLimits, segmentOf } from "../segments.rules.ts";
import type { CustomerRow } from "./rows.ts";
import { limitsOfStore } from "./segments.ts";

/** What the totals need to know of an order. */
export type Tally = Omit<OrderTally, "order_number" | "net_sales">;

interface Known {
  version: number;
  amount: number;
  counts: number;
}

/**
 * Takes over what an order adds to its customer's totals, unless something newer of that order is known already: tallies
 * may come twice, late or out of order. Answers whether it was news.
 */
export async function applyTally(db: Database, tx: Transaction, store_id: number, tally: Tally): Promise<boolean> {
  const limits = await limitsOfStore(db, tx, store_id, tally.currency);
  const known = await db.row<Known>(
    `SELECT version, amount, counts FROM customer_orders WHERE store_id = ? AND order_id = ? ${db.forUpdate}`,
    [store_id, tally.order_id],
    tx,
  );
  if (known && known.version >= tally.version) return false;
  await keepTally(db, tx, store_id, tally, known !== undefined);
  const was = known?.counts === 1 ? { orders: 1, amount: known.amount } : { orders: 0, amount: 0 };
  const is = tally.counts ? { orders: 1, amount: tally.grand_total } : { orders: 0, amount: 0 };
  const more = { orders: is.orders - was.orders, amount: is.amount - was.amount };
  if (more.orders !== 0 || more.amount !== 0) await addToTotals(db, tx, store_id, tally, more, limits);
  return true;
}

async function addToTotals(
  db: Database,
  tx: Transaction,
  store_id: number,
  tally: Tally,
  more: { orders: number; amount: number },
  limits: SegmentLimits,
): Promise<void> {
  const row = await db.row<OrderFigures & { id: number }>(
    `SELECT id, total_orders, total_order_amount, first_order_at, last_order_at FROM customers
     WHERE store_id = ? AND public_id = ? ${db.forUpdate}`,
    [store_id, tally.customer_id],
    tx,
  );
  if (!row) return;
  const times = more.orders < 0 ? await timesOf(db, tx, store_id, tally.customer_id) : withOrder(row, tally.created_at);
  const figures = {
    total_orders: row.total_orders + more.orders,
    total_order_amount: row.total_order_amount + more.amount,
    ...times,
  };
  const { segment, until } = segmentOf(figures, limits, Date.now());
  const columns = { ...figures, segment: customerSegments.indexOf(segment), segment_until: until };
  const sets = Object.keys(columns).map((name) => `${name} = ?`);
  await db.run(
    `UPDATE customers SET ${sets.join(", ")}, version = version + 1 WHERE store_id = ? AND id = ?`,
    [...Object.values(columns), store_id, row.id],
    tx,
  );
}

const withOrder = ({ first_order_at, last_order_at }: OrderFigures, at: number) => ({
  first_order_at: first_order_at === 0 ? at : Math.min(first_order_at, at),
  last_order_at: Math.max(last_order_at, at),
});

/** When the first and the last order of a customer were made that count; 0 without any. */
async function timesOf(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  const times = await db.row<{ first: number | null; last: number | null }>(
    `SELECT MIN(created_at) AS first, MAX(created_at) AS last FROM customer_orders
     WHERE store_id = ? AND customer_id = ? AND counts = 1`,
    [store_id, customer_id],
    tx,
  );
  return { first_order_at: times?.first ?? 0, last_order_at: times?.last ?? 0 };
}

async function keepTally(db: Database, tx: Transaction, store_id: number, tally: Tally, known: boolean) {
  const { order_id, customer_id, version, grand_total, counts, created_at } = tally;
  if (!known) {
    const row = { store_id, order_id, customer_id, version, amount: grand_total, counts, created_at };
    await db.insert("customer_orders", row, tx);
    return;
  }
  const columns = { version, amount: grand_total, counts, created_at };
  await update(db, "customer_orders", { store_id, order_id }, columns, tx);
}

/** True when any order of the customer is known, cancelled ones too. */
export async function hasOrders(db: Database, tx: Transaction, row: CustomerRow): Promise<boolean> {
  const sql = "SELECT 1 AS found FROM customer_orders WHERE store_id = ? AND customer_id = ? LIMIT 1";
  return (await db.row(sql, [row.store_id, row.public_id], tx)) !== undefined;
}
