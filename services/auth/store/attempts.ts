import type { Database } from "../../../mixins/database.ts";

/** How often something was tried within its time. */
export interface Attempts {
  made: number;
  ends_at: number;
}

/** Counts one more try under a name; the count begins anew when its time is over. All instances share it. */
export async function countAttempt(db: Database, store_id: number, name: string, withinMs: number): Promise<Attempts> {
  const now = Date.now();
  const conflict = db.dialect === "mariadb" ? "ON DUPLICATE KEY UPDATE" : "ON CONFLICT (store_id, name) DO UPDATE SET";
  // The count first: MariaDB takes over one column after the other.
  await db.run(
    `INSERT INTO attempts (store_id, name, made, ends_at) VALUES (?, ?, 1, ?)
     ${conflict} made = CASE WHEN ends_at <= ? THEN 1 ELSE made + 1 END,
                 ends_at = CASE WHEN ends_at <= ? THEN ? ELSE ends_at END`,
    [store_id, name, now + withinMs, now, now, now + withinMs],
  );
  const sql = "SELECT made, ends_at FROM attempts WHERE store_id = ? AND name = ?";
  return (await db.row<Attempts>(sql, [store_id, name])) ?? { made: 1, ends_at: now + withinMs };
}

/** Takes a try back that was no guess. */
export async function uncountAttempt(db: Database, store_id: number, name: string): Promise<void> {
  await db.run("UPDATE attempts SET made = made - 1 WHERE store_id = ? AND name = ? AND made > 0", [store_id, name]);
}

/** Begins to count anew. */
export async function resetAttempts(db: Database, store_id: number, name: string): Promise<void> {
  await db.run("DELETE FROM attempts WHERE store_id = ? AND name = ?", [store_id, name]);
}
