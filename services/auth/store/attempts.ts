import type { Database } from "../../../mixins/db/database.ts";
import { insertNew, remove } from "../../../mixins/db/statements.ts";
import { longestMs } from "../limits.rules.ts";

/** A counter, its limit, and when it resets. All instances share it. */
export interface Count {
  store_id: number;
  name: string;
  most: number;
  withinMs: number;
}

/** A try beyond a limit: for how many milliseconds, and whether it is the first one. */
export interface RefusedTry {
  ms: number;
  isFirst: boolean;
}

/**
 * Counts one more try unless the limit is reached; concurrent tries cannot exceed it. The counter resets when its
 * period is over; one that was used up then has twice the period, and half of it again for each that was not.
 */
export async function countAttempt(db: Database, count: Count): Promise<RefusedTry | undefined> {
  const { store_id, name, most, withinMs } = count;
  const now = Date.now();
  await insertNew(db, "attempts", { store_id, name, made: 0, ends_at: now + withinMs, level: 0 });
  if ((await countWithin(db, count, now)) > 0 || (await beginAnew(db, count, now)) > 0) return undefined;
  // The first try beyond the limit is counted too, and thereby known.
  const key = [store_id, name, most, now];
  const first = "UPDATE attempts SET made = made + 1 WHERE store_id = ? AND name = ? AND made = ? AND ends_at > ?";
  const isFirst = (await db.run(first, key)) > 0;
  const row = await rowOf(db, count);
  // A correct try has just reset the counter: start a new one, or join the one that a concurrent try has started.
  return row && row.made >= most ? { ms: row.ends_at - now, isFirst } : countAttempt(db, count);
}

const countWithin = (db: Database, { store_id, name, most }: Count, now: number) =>
  db.run("UPDATE attempts SET made = made + 1 WHERE store_id = ? AND name = ? AND made < ? AND ends_at > ?", [
    store_id,
    name,
    most,
    now,
  ]);

async function beginAnew(db: Database, count: Count, now: number): Promise<number> {
  const { store_id, name, most, withinMs } = count;
  const row = await rowOf(db, count);
  if (!row || row.ends_at > now) return 0;
  const level = row.made >= most ? row.level + 1 : Math.max(0, row.level - 1);
  const period = Math.max(withinMs, Math.min(longestMs, withinMs * 2 ** Math.min(level, 20)));
  // Of concurrent tries one begins it, and the others are counted in it.
  const began = await db.run(
    "UPDATE attempts SET made = 1, level = ?, ends_at = ? WHERE store_id = ? AND name = ? AND ends_at = ?",
    [level, now + period, store_id, name, row.ends_at],
  );
  return began > 0 ? began : countWithin(db, count, now);
}

const rowOf = (db: Database, { store_id, name }: Count) =>
  db.row<{ made: number; ends_at: number; level: number }>(
    "SELECT made, ends_at, level FROM attempts WHERE store_id = ? AND name = ?",
    [store_id, name],
  );

/** Undoes the count of a try that was no guess. */
export async function uncountAttempt(db: Database, store_id: number, name: string): Promise<void> {
  await db.run("UPDATE attempts SET made = made - 1 WHERE store_id = ? AND name = ? AND made > 0", [store_id, name]);
}

/** Resets a counter. */
export async function resetAttempts(db: Database, store_id: number, name: string): Promise<void> {
  await remove(db, "attempts", { store_id, name });
}
