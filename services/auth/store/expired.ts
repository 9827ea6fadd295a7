import type { Database } from "../../../mixins/db/database.ts";
import { longestMs } from "../limits.rules.ts";

const timed = [
  ["access_tokens", "expires_at"],
  ["refresh_tokens", "expires_at"],
  ["sessions", "expires_at"],
  ["otps", "expires_at"],
  ["devices", "expires_at"],
  ["address_changes", "expires_at"],
  ["used_challenges", "expires_at"],
  ["operator_sessions", "expires_at"],
] as const;

/** Deletes expired rows, at most `limit` of each table; returns the largest number deleted from one table. */
export async function deleteExpired(db: Database, now: number, limit: number): Promise<number> {
  let most = 0;
  for (const [table, column] of timed) {
    most = Math.max(most, await db.deleteSome(table, `${column} <= ? ORDER BY ${column}`, [now], limit));
  }
  // A counter that was used up is remembered for as long as the next one of its kind may take.
  const over = await db.deleteSome("attempts", "ends_at <= ? ORDER BY ends_at", [now - longestMs], limit);
  return Math.max(most, over);
}
