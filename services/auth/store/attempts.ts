import type { Database } from "../../../mixins/db/database.ts";
import { insertNew, remove } from "../../../mixins/db/statements.ts";

/** A counter, its limit, and when it resets. All instances share it. */
export interface Count {
  store_id: number;
  name: string;
  most: number;
  withinMs: number;
}

/**
 * Counts one more try unless the limit is reached; concurrent tries cannot exceed it. The counter resets when its
 * period is over. For a try beyond the limit it returns when that is.
 */
export async function countAttempt(db: Database, count: Count): Promise<number | undefined> {
  const { store_id, name, most, withinMs } = count;
  const now = Date.now();
  const anew = now + withinMs;
  await insertNew(db, "attempts", { store_id, name, made: 0, ends_at: anew });
  // `made` comes first: MariaDB evaluates the assignments in order.
  const counted = await db.run(
    `UPDATE attempts SET made = CASE WHEN ends_at <= ? THEN 1 ELSE made + 1 END,
                         ends_at = CASE WHEN ends_at <= ? THEN ? ELSE ends_at END
     WHERE store_id = ? AND name = ? AND (ends_at <= ? OR made < ?)`,
    [now, now, anew, store_id, name, now, most],
  );
  if (counted > 0) return undefined;
  const sql = "SELECT made, ends_at FROM attempts WHERE store_id = ? AND name = ?";
  const row = await db.row<{ made: number; ends_at: number }>(sql, [store_id, name]);
  // A correct try has just reset the counter: start a new one, or join the one that a concurrent try has started.
  return row && row.made >= most ? row.ends_at : countAttempt(db, count);
}

/** Undoes the count of a try that was no guess. */
export async function uncountAttempt(db: Database, store_id: number, name: string): Promise<void> {
  await db.run("UPDATE attempts SET made = made - 1 WHERE store_id = ? AND name = ? AND made > 0", [store_id, name]);
}

/** Resets a counter. */
export async function resetAttempts(db: Database, store_id: number, name: string): Promise<void> {
  await remove(db, "attempts", { store_id, name });
}
