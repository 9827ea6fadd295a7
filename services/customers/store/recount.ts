import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { limitsOfStore, resegment } from "./segments.ts";
import { sumsOf } from "./totals.ts";

/**
 * Sets the totals of a page of customers, and the times of their first and last orders, to the sums of their tallies.
 * Returns how many were wrong, and the integer key to continue after.
 */
export async function recount(
  db: Database,
  tx: Transaction,
  { store_id, after = 0, limit }: { store_id: number; after?: number; limit: number },
): Promise<{ repaired: number; next: number | null }> {
  const limits = await limitsOfStore(db, tx, store_id);
  const rows = await db.rows<{ id: number; public_id: string }>(
    `SELECT id, public_id FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT ? ${db.forUpdate}`,
    [store_id, after, limit],
    tx,
  );
  let repaired = 0;
  for (const { id, public_id } of rows) repaired += await recountOne(db, tx, store_id, id, public_id);
  const last = rows.at(-1)?.id;
  const where = { text: "store_id = ? AND id > ? AND id <= ?", values: [store_id, after, last ?? after] };
  await resegment(db, tx, limits, where, Date.now());
  return { repaired, next: rows.length === limit ? (last ?? null) : null };
}

async function recountOne(db: Database, tx: Transaction, store_id: number, id: number, public_id: string) {
  const { orders, amount, first, last } = await sumsOf(db, tx, store_id, public_id);
  const sums = [orders, amount, first, last];
  return db.run(
    `UPDATE customers SET total_orders = ?, total_order_amount = ?, first_order_at = ?, last_order_at = ?,
     version = version + 1 WHERE store_id = ? AND id = ?
     AND (total_orders <> ? OR total_order_amount <> ? OR first_order_at <> ? OR last_order_at <> ?)`,
    [...sums, store_id, id, ...sums],
    tx,
  );
}
