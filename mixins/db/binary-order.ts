import type { Database } from "./database.ts";

/** Makes both engines compare the text of tables by code point, so that keys are equal on both or on neither. */
export async function useBinaryOrder(db: Database, tables: string[]): Promise<void> {
  if (db.dialect !== "mariadb") return;
  for (const table of tables) {
    await db.rows(`ALTER TABLE ${table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  }
}
