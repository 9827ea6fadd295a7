import type { Database } from "../../../mixins/db/database.ts";

const timed = [
  ["access_tokens", "expires_at"],
  ["refresh_tokens", "expires_at"],
  ["sessions", "expires_at"],
  ["otps", "expires_at"],
  ["attempts", "ends_at"],
] as const;

/** Deletes expired rows, at most `limit` of each table; returns the largest number deleted from one table. */
export async function deleteExpired(db: Database, now: number, limit: number): Promise<number> {
  let most = 0;
  for (const [table, column] of timed) {
    most = Math.max(most, await db.deleteSome(table, `${column} <= ? ORDER BY ${column}`, [now], limit));
  }
  return most;
}
