import mysql from "mysql2";
import type { Transaction } from "sequelize";
import type { Database, Row } from "./database.ts";
import { type MysqlConnection, query } from "./mysql.ts";

/**
 * Inserts some thousand rows of the same columns in one statement. On MariaDB as text: a prepared statement with so
 * many placeholders costs more than escaping, and chunks of different sizes cannot share it.
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

// Below SQLite's limit, and few enough that the prepared statement is reused.
const maxMarks = 10_000;

async function insertInParts(db: Database, tx: Transaction, table: string, rows: readonly Row[], size: number) {
  for (let from = 0; from < rows.length; from += size) await db.insertMany(table, rows.slice(from, from + size), tx);
}
