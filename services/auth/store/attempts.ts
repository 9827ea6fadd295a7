import type { Database } from "../../../mixins/db/database.ts";
import { insertNew, remove } from "../../../mixins/db/statements.ts";

/** What is counted, under which name, and how often it may be. All instances share the count. */
export interface Count {
  store_id: number;
  name: string;
  most: number;
  withinMs: number;
}

/**
 * Counts one more try, unless so many were made already: however many come at once, so many are let through. The count
 * begins anew when its time is over. Answers when that is for a try that is one too many.
 */
export async function countAttempt(db: Database, count: Count): Promise<number | undefined> {
  const { store_id, name, most, withinMs } = count;
  const now = Date.now();
  const anew = now + withinMs;
  await insertNew(db, "attempts", { store_id, name, made: 0, ends_at: anew });
  // The count first: MariaDB takes over one column after the other.
  const counted = await db.run(
    `UPDATE attempts SET made = CASE WHEN ends_at <= ? THEN 1 ELSE made + 1 END,
                         ends_at = CASE WHEN ends_at <= ? THEN ? ELSE ends_at END
     WHERE store_id = ? AND name = ? AND (ends_at <= ? OR made < ?)`,
    [now, now, anew, store_id, name, now, most],
  );
  if (counted > 0) return undefined;
  const sql = "SELECT made, ends_at FROM attempts WHERE store_id = ? AND name = ?";
  const row = await db.row<{ made: number; ends_at: number }>(sql, [store_id, name]);
  // Whoever was right in this very moment has ended the count: it begins anew, with us or with somebody beside us.
  return row && row.made >= most ? row.ends_at : countAttempt(db, count);
}

/** Takes a try back that was no guess. */
export async function uncountAttempt(db: Database, store_id: number, name: string): Promise<void> {
  await db.run("UPDATE attempts SET made = made - 1 WHERE store_id = ? AND name = ? AND made > 0", [store_id, name]);
}

/** Begins to count anew. */
export async function resetAttempts(db: Database, store_id: number, name: string): Promise<void> {
  await remove(db, "attempts", { store_id, name });
}
