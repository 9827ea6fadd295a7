import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { limitsOfStore, resegment } from "./segments.ts";

const batch = 500;

/**
 * Gives a batch of customers whose segment has run out the segment of now. Rows that another instance holds are passed
 * over. Answers how many there were.
 */
export async function sweepDue(db: Database, now: number): Promise<number> {
  // Most times nothing is due, and nobody has to wait for a lock to find that out.
  if (!(await db.row("SELECT 1 AS due FROM customers WHERE segment_until <= ? LIMIT 1", [now]))) return 0;
  return transaction(db, async (tx) => {
    const due = await db.rows<{ id: number; store_id: number }>(
      `SELECT id, store_id FROM customers WHERE segment_until <= ?
       ORDER BY segment_until, id LIMIT ${batch} ${db.skipLocked}`,
      [now],
      tx,
    );
    for (const [store_id, rows] of Map.groupBy(due, (row) => row.store_id)) {
      const ids = rows.map(({ id }) => id);
      const where = { text: `store_id = ? AND id IN (${marks(ids)})`, values: [store_id, ...ids] };
      await resegment(db, tx, await limitsOfStore(db, tx, store_id), where, now);
    }
    return due.length;
  });
}

/** Applies the new numbers of a store to its next customers. Answers how many stores it found waiting, one at most. */
export async function sweepStore(db: Database, now: number): Promise<number> {
  if (!(await db.row("SELECT 1 AS waiting FROM customer_sweeps LIMIT 1"))) return 0;
  return transaction(db, async (tx) => {
    const sql = `SELECT store_id, swept_to FROM customer_sweeps ORDER BY store_id LIMIT 1 ${db.skipLocked}`;
    const waiting = await db.row<{ store_id: number; swept_to: number }>(sql, [], tx);
    if (!waiting) return 0;
    const { store_id, swept_to } = waiting;
    const next = `SELECT id FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT ${batch}`;
    const last = (await db.rows<{ id: number }>(next, [store_id, swept_to], tx)).at(-1)?.id;
    if (last === undefined) {
      await db.run("DELETE FROM customer_sweeps WHERE store_id = ?", [store_id], tx);
      return 1;
    }
    const limits = await limitsOfStore(db, tx, store_id);
    const where = { text: "store_id = ? AND id > ? AND id <= ?", values: [store_id, swept_to, last] };
    await resegment(db, tx, limits, where, now);
    await db.run("UPDATE customer_sweeps SET swept_to = ? WHERE store_id = ?", [last, store_id], tx);
    return 1;
  });
}
