import type { Database } from "./database.ts";
import { sqlDialect } from "./dialect.ts";

/** Adds columns to a table, by name and SQL type; existing columns are unchanged. */
export async function addColumns(db: Database, table: string, columns: Record<string, string>): Promise<void> {
  const known = new Set(await columnsOf(db, table));
  const parts = Object.entries(columns)
    .filter(([name]) => !known.has(name))
    .map(([name, type]) => `ADD COLUMN ${name} ${type}`);
  if (parts.length === 0) return;
  // One statement, so that a table of millions is rewritten once at most; SQLite adds one column at a time.
  if (db.dialect === "mariadb") await db.rows(`ALTER TABLE ${table} ${parts.join(", ")}`);
  else for (const part of parts) await db.run(`ALTER TABLE ${table} ${part}`);
}

/** The names of a table's columns; none when there is no such table. */
export async function columnsOf(db: Database, table: string): Promise<string[]> {
  return (await db.rows<{ name: string }>(sqlDialect.columnNames, [table])).map(({ name }) => name);
}
