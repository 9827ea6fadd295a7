import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { together } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRow, insertNew, update } from "../../../mixins/db/statements.ts";
import { customerSegments, type OrderTally } from "../../contracts.ts";
import { assertCountable } from "../customers.rules.ts";
import { type OrderFigures, type SegmentLimits, segmentOf } from "../segments.rules.ts";
import type { CustomerRow } from "./rows.ts";
import { limitsOfStore } from "./segments.ts";

/** The fields of an order that the totals follow from. */
export type Tally = Omit<OrderTally, "order_number" | "net_sales">;

interface Known {
  version: number;
  amount: number;
  counts: number;
}

/**
 * Adds an order to its customer's totals, unless a newer version of that order is known: tallies may come twice, late or
 * out of order. Returns whether it was newer. Throws when its amount is none, which leaves the totals as they are.
 */
export async function applyTally(db: Database, tx: Transaction, store_id: number, tally: Tally): Promise<boolean> {
  assertCountable(tally);
  const limits = await limitsOfStore(db, tx, store_id, tally.currency);
  const key = { store_id, order_id: tally.order_id };
  const row = tallyRow(store_id, tally);
  // A creation is new, unless it comes twice or out of order.
  const isFirst = tally.version === 1 && (await insertNew(db, "customer_orders", row, tx));
  const columns = "order_id, version, amount, counts";
  const known = isFirst ? undefined : await findRow<Known>(db, "customer_orders", key, tx, columns);
  if (known && known.version >= tally.version) return false;
  if (known) await update(db, "customer_orders", key, row, tx);
  else if (!isFirst && !(await insertNew(db, "customer_orders", row, tx)))
    throw new Error("Another event of the order came first.");
  const before = known?.counts === 1 ? { orders: 1, amount: known.amount } : { orders: 0, amount: 0 };
  const after = tally.counts ? { orders: 1, amount: tally.grand_total } : { orders: 0, amount: 0 };
  const added = { orders: after.orders - before.orders, amount: after.amount - before.amount };
  if (added.orders !== 0 || added.amount !== 0) await addToTotals(db, tx, store_id, tally, added, limits);
  return true;
}

async function addToTotals(
  db: Database,
  tx: Transaction,
  store_id: number,
  tally: Tally,
  added: { orders: number; amount: number },
  limits: SegmentLimits,
): Promise<void> {
  const key = { store_id, public_id: tally.customer_id };
  const columnsRead = "id, public_id, version, total_orders, total_order_amount, first_order_at, last_order_at";
  const row = await findRow<OrderFigures & { id: number; version: number }>(db, "customers", key, tx, columnsRead);
  if (!row) return;
  const figures = {
    total_orders: row.total_orders + added.orders,
    total_order_amount: row.total_order_amount + added.amount,
    ...(added.orders < 0 ? await timesOf(db, tx, store_id, tally.customer_id) : withOrder(row, tally.created_at)),
  };
  const { segment, until } = segmentOf(figures, limits, Date.now());
  const columns = { ...figures, segment: customerSegments.indexOf(segment), segment_until: until };
  await update(db, "customers", { store_id, id: row.id }, { ...columns, version: row.version + 1 }, tx);
}

const withOrder = ({ first_order_at, last_order_at }: OrderFigures, at: number) => ({
  first_order_at: first_order_at === 0 ? at : Math.min(first_order_at, at),
  last_order_at: Math.max(last_order_at, at),
});

async function timesOf(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  const { first, last } = await sumsOf(db, tx, store_id, customer_id);
  return { first_order_at: first, last_order_at: last };
}

/** The sums over a customer's tallies that count, and the times of the first and the last; 0 without any. */
export function sumsOf(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  return together(tx, `sums ${store_id}`, customer_id, async (ids) => {
    type Sums = { customer_id: string; orders: number; amount: number | string; first: number; last: number };
    const rows = await db.rows<Sums>(
      `SELECT customer_id, COUNT(*) AS orders, SUM(amount) AS amount, MIN(created_at) AS first, MAX(created_at) AS last
       FROM customer_orders WHERE store_id = ? AND customer_id IN (${marks(ids)}) AND counts = 1 GROUP BY customer_id`,
      [store_id, ...ids],
      tx,
      ids.length > 1 ? "text" : "prepared",
    );
    return ids.map((id) => {
      const { orders = 0, amount = 0, first = 0, last = 0 } = rows.find((row) => row.customer_id === id) ?? {};
      return { orders, amount: Number(amount), first, last };
    });
  });
}

/** The row of a tally. */
export const tallyRow = (store_id: number, tally: Tally) => ({
  store_id,
  order_id: tally.order_id,
  customer_id: tally.customer_id,
  version: tally.version,
  amount: tally.grand_total,
  counts: tally.counts,
  created_at: tally.created_at,
});

/** True when any order of the customer is known, cancelled ones too. */
export async function hasOrders(db: Database, tx: Transaction, row: CustomerRow): Promise<boolean> {
  const sql = "SELECT 1 AS found FROM customer_orders WHERE store_id = ? AND customer_id = ? LIMIT 1";
  return (await db.row(sql, [row.store_id, row.public_id], tx)) !== undefined;
}
