import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { remove, update } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import { limitsOfStore, resegment } from "./segments.ts";

const batch = 500;

/** Customers by the time at which their segment expires. */
export const expiringSegments = new DueQueue<{ id: number; store_id: number }>({
  worker: "customers.resegment",
  table: "customers",
  key: ["store_id", "id"],
  columns: [],
  where: "segment_until IS NOT NULL",
  due: "segment_until",
  index: "customers_segment_until",
});

/** Recalculates the segments of a batch of customers whose segment has expired. Returns how many there were. */
export function sweepDue(db: Database, now: number): Promise<number> {
  return transaction(db, async (tx) => {
    const due = await expiringSegments.lock(db, tx, { limit: batch, now });
    for (const [store_id, rows] of Map.groupBy(due, (row) => row.store_id)) {
      const ids = rows.map(({ id }) => id);
      const where = { text: `store_id = ? AND id IN (${marks(ids)})`, values: [store_id, ...ids] };
      await resegment(db, tx, await limitsOfStore(db, tx, store_id), where, now);
    }
    return due.length;
  });
}

/** The query that says whether the customers of any store wait for new rules. */
export const anyWaiting = "SELECT 0 FROM customer_sweeps LIMIT 1";

/** Applies a store's new segment rules to its next batch of customers. Returns 1, or 0 when no store waits. */
export async function sweepStore(db: Database, now: number): Promise<number> {
  return transaction(db, async (tx) => {
    const sql = `SELECT store_id, swept_to FROM customer_sweeps ORDER BY store_id LIMIT 1 ${db.skipLocked}`;
    const waiting = await db.row<{ store_id: number; swept_to: number }>(sql, [], tx);
    if (!waiting) return 0;
    const { store_id, swept_to } = waiting;
    const next = `SELECT id FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT ${batch}`;
    const last = (await db.rows<{ id: number }>(next, [store_id, swept_to], tx)).at(-1)?.id;
    if (last === undefined) {
      await remove(db, "customer_sweeps", { store_id }, tx);
      return 1;
    }
    const limits = await limitsOfStore(db, tx, store_id);
    const where = { text: "store_id = ? AND id > ? AND id <= ?", values: [store_id, swept_to, last] };
    await resegment(db, tx, limits, where, now);
    await update(db, "customer_sweeps", { store_id }, { swept_to: last }, tx);
    return 1;
  });
}
