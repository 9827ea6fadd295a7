import type { Transaction } from "sequelize";
import { type Database, isUniqueViolation, type Row, type SqlValue } from "./database.ts";
import { NotTogether, together, writeTogether } from "./shared.ts";
import { allOf, equal, marks, type Sql, sql } from "./sql.ts";

/** Inserts a row and returns its integer key. Throws `taken()` when a row with the same unique key exists. */
export function insertUnique(db: Database, table: string, row: Row, tx: Transaction, taken: () => Error) {
  return db.insert(table, row, tx).catch((error) => {
    throw isUniqueViolation(error) ? taken() : error;
  });
}

/** Inserts a row unless one with the same unique key exists; returns whether it did. */
export async function insertNew(db: Database, table: string, row: Row, tx?: Transaction): Promise<boolean> {
  const columns = Object.keys(row);
  return writeTogether(tx, `insert new ${table} ${columns}`, row, async (rows) => {
    const each = rows.map(() => `(${marks(columns)})`).join(", ");
    const text = `INSERT ${db.orIgnore} INTO ${table} (${columns.join(", ")}) VALUES ${each}`;
    const values = rows.flatMap((one) => Object.values(one));
    const inserted = await db.run(text, values, tx, formOf(rows));
    return evenly(rows, inserted, rows.length === 1 || inserted === rows.length).map((count) => count > 0);
  });
}

// What a statement of one row is sent as, and one of many.
const formOf = (items: readonly unknown[]) => (items.length === 1 ? "prepared" : "text");

// How many rows each of several items changed. Only all or none can be told apart.
function evenly(items: readonly unknown[], changed: number, known: boolean): number[] {
  if (!known) throw new NotTogether(`${changed} of ${items.length} rows were changed.`);
  return items.map(() => (items.length === 1 ? changed : 1));
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
export async function update(db: Database, table: string, key: Row, columns: Row, tx?: Transaction): Promise<number> {
  const { id, ...rest } = key;
  if (id === undefined || id === null) return updateOne(db, table, { key, columns }, tx);
  // Rows of one kind, by their integer keys.
  const kind = `update ${table} ${JSON.stringify(rest)} ${Object.keys(columns)}`;
  return writeTogether(tx, kind, { key, columns }, async (changes) => {
    if (changes.length === 1) return [await updateOne(db, table, { key, columns }, tx)];
    const ids = changes.map((change) => change.key.id ?? null);
    const set = Object.keys(columns).map((column) => caseOf(column, ids, changes));
    const where = having(rest);
    const text = `UPDATE ${table} SET ${set.map(({ text }) => text).join(", ")}
      WHERE ${[...(where.text ? [where.text] : []), `id IN (${marks(ids)})`].join(" AND ")}`;
    const values = [...set.flatMap((part) => part.values), ...where.values, ...ids];
    const changed = await db.run(text, values, tx, "text");
    return evenly(changes, changed, changed === new Set(ids).size && changed === changes.length);
  });
}

interface RowChange {
  key: Row;
  columns: Row;
}

function updateOne(db: Database, table: string, { key, columns }: RowChange, tx?: Transaction): Promise<number> {
  const set = setting(columns);
  const where = having(key);
  return db.run(`UPDATE ${table} SET ${set.text} WHERE ${where.text}`, [...set.values, ...where.values], tx);
}

function caseOf(column: string, ids: readonly SqlValue[], changes: readonly RowChange[]): Sql {
  const values = changes.map((change) => change.columns[column] ?? null);
  if (values.every((value) => value === values[0])) return sql(`${column} = ?`, values[0] ?? null);
  const cases = ids.map(() => "WHEN ? THEN ?").join(" ");
  return sql(`${column} = CASE id ${cases} END`, ...ids.flatMap((id, index) => [id, values[index] ?? null]));
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
  const isRead = (column: string) => columns === "*" || columns.split(", ").includes(column);
  // Rows that differ by one column, which tells them apart: a public id, or the id of an order.
  const by = Object.keys(key).at(-1) ?? "";
  const { [by]: own = null, ...rest } = key;
  if (!isRead(by)) return findOne<T>(db, table, { key, columns }, tx);
  return together<SqlValue, T | undefined>(
    tx,
    `find ${table} ${by} ${JSON.stringify(rest)} ${columns}`,
    own,
    async (values) => {
      if (values.length === 1) return [await findOne<T>(db, table, { key, columns }, tx)];
      if (new Set(values).size < values.length) throw new NotTogether(`Two calls change one row of ${table}.`);
      const where = allOf([...equal(rest), sql(`${by} IN (${marks(values)})`, ...values)]);
      const text = `SELECT ${columns} FROM ${table} WHERE ${where.text} ${db.forUpdate}`;
      const rows = await db.rows<T & Row>(text, where.values, tx, "text");
      return values.map((value) => rows.find((row) => row[by] === value));
    },
  );
}

async function findOne<T extends object>(
  db: Database,
  table: string,
  { key, columns }: { key: Row; columns: string },
  tx?: Transaction,
): Promise<T | undefined> {
  const where = having(key);
  const text = `SELECT ${columns} FROM ${table} WHERE ${where.text} ${tx ? db.forUpdate : ""}`;
  const row = await db.row<T & Row>(text, where.values, tx);
  // MariaDB ignores trailing spaces in comparisons; a text with them is another key.
  const isIt = row && Object.entries(key).every(([name, value]) => typeof value !== "string" || row[name] === value);
  return isIt ? row : undefined;
}
