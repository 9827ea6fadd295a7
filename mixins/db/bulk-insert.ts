import mysql from "mysql2";
import type { Transaction } from "sequelize";
import type { Database, Row } from "./database.ts";
import { type MysqlConnection, query } from "./mysql.ts";
import { marks } from "./sql.ts";

/**
 * Inserts some thousand rows of the same columns in one statement. On MariaDB as text: a prepared statement of so many
 * marks costs the client and the server more than escaping does, and no two chunks would share it.
 */
export async function insertBulk(db: Database, tx: Transaction, table: string, rows: readonly Row[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  if (db.dialect === "sqlite")
    return insertInParts(db, tx, table, rows, Math.floor(maxMarks / Object.keys(first).length));
  const columns = Object.keys(first);
  const values = rows.map((row) => `(${columns.map((column) => mysql.escape(row[column] ?? null)).join(",")})`);
  const { connection } = tx as unknown as { connection: MysqlConnection };
  await query(connection, `INSERT INTO ${table} (${columns.join(",")}) VALUES ${values.join(",")}`);
}

// SQLite's own limit, and few enough that the statement is found among the prepared ones again.
const maxMarks = 10_000;

async function insertInParts(db: Database, tx: Transaction, table: string, rows: readonly Row[], size: number) {
  for (let from = 0; from < rows.length; from += size) await db.insertMany(table, rows.slice(from, from + size), tx);
}

/** True when a store has any row in a table, or any with one of these ids in a column. */
export async function hasRows(
  db: Database,
  tx: Transaction,
  table: string,
  store_id: number,
  ids?: readonly string[],
  column = "public_id",
): Promise<boolean> {
  const any = ids ? `AND ${column} IN (${marks(ids)})` : "";
  const text = `SELECT 1 AS found FROM ${table} WHERE store_id = ? ${any} LIMIT 1`;
  return (await db.row(text, [store_id, ...(ids ?? [])], tx)) !== undefined;
}
