import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import { limitsOfStore, resegment } from "./segments.ts";

const batch = 500;

/** Customers by the time at which their segment runs out. */
export const runningOut = new DueQueue<{ id: number; store_id: number }>({
  worker: "customers.resegment",
  table: "customers",
  key: ["store_id", "id"],
  columns: [],
  where: "segment_until IS NOT NULL",
  due: "segment_until",
});

/** Gives a batch of customers whose segment has run out the segment of now. Answers how many there were. */
export function sweepDue(db: Database, now: number): Promise<number> {
  return transaction(db, async (tx) => {
    const due = await runningOut.lock(db, tx, { limit: batch, now });
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
