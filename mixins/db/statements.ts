import type { Transaction } from "sequelize";
import { type Database, isUniqueViolation, type Row } from "./database.ts";
import { allOf, marks, type Sql, sql } from "./sql.ts";

/** Inserts a row and returns its integer key. Throws `taken()` when a row with the same unique key exists. */
export function insertUnique(db: Database, table: string, row: Row, tx: Transaction, taken: () => Error) {
  return db.insert(table, row, tx).catch((error) => {
    throw isUniqueViolation(error) ? taken() : error;
  });
}

/** Inserts a row unless one with the same unique key exists; returns whether it did. */
export async function insertNew(db: Database, table: string, row: Row, tx?: Transaction): Promise<boolean> {
  const values = Object.values(row);
  const text = `INSERT ${db.orIgnore} INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${marks(values)})`;
  return (await db.run(text, values, tx)) > 0;
}

/**
 * Inserts a row, or updates the columns of the one with the same key. `changes` is another SET clause for the update,
 * such as `total = total + ?` with its values.
 */
export async function upsert(
  db: Database,
  table: string,
  key: Row,
  columns: Row,
  tx?: Transaction,
  changes: Sql = setting(columns),
): Promise<void> {
  const values = Object.values({ ...key, ...columns });
  const names = Object.keys({ ...key, ...columns }).join(", ");
  const text = `INSERT INTO ${table} (${names}) VALUES (${marks(values)})
    ${db.onConflict(Object.keys(key).join(", "))} ${changes.text}`;
  await db.run(text, [...values, ...changes.values], tx);
}

/** Updates columns of the rows with a key; returns how many rows. */
export function update(db: Database, table: string, key: Row, columns: Row, tx?: Transaction): Promise<number> {
  const set = setting(columns);
  const where = having(key);
  return db.run(`UPDATE ${table} SET ${set.text} WHERE ${where.text}`, [...set.values, ...where.values], tx);
}

/** Deletes the rows with a key; returns how many rows. */
export function remove(db: Database, table: string, key: Row, tx?: Transaction): Promise<number> {
  const where = having(key);
  return db.run(`DELETE FROM ${table} WHERE ${where.text}`, where.values, tx);
}

// A missing value matches no row: it must not widen an update or a delete.
const having = (key: Row) => allOf(Object.entries(key).map(([column, value]) => sql(`${column} = ?`, value ?? null)));

const setting = (columns: Row) => ({
  text: Object.keys(columns)
    .map((column) => `${column} = ?`)
    .join(", "),
  values: Object.values(columns),
});

/** How many rows have a key, counted in the table. */
export async function countRows(db: Database, table: string, key: Row, tx?: Transaction): Promise<number> {
  const where = having(key);
  const text = `SELECT COUNT(*) AS found FROM ${table} WHERE ${where.text}`;
  return (await db.row<{ found: number }>(text, where.values, tx))?.found ?? 0;
}

/** The row with a key; in a transaction it is locked until the end. */
export async function findRow<T extends object>(
  db: Database,
  table: string,
  key: Row,
  tx?: Transaction,
  columns = "*",
): Promise<T | undefined> {
  const where = having(key);
  const text = `SELECT ${columns} FROM ${table} WHERE ${where.text} ${tx ? db.forUpdate : ""}`;
  const row = await db.row<T & Row>(text, where.values, tx);
  // MariaDB ignores trailing spaces in comparisons; a text with them is another key.
  const isIt = row && Object.entries(key).every(([name, value]) => typeof value !== "string" || row[name] === value);
  return isIt ? row : undefined;
}
