import { orUpdate } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { type Database, isUniqueViolation, type Row, type SqlValue } from "./database.ts";
import { readTogether } from "./read-together.ts";
import { lockRow, NotTogether, together, writeTogether } from "./shared.ts";
import { allOf, equal, marks, type Sql, sql } from "./sql.ts";

/** Inserts a row and returns its integer key. Throws `taken()` when a row with the same unique key exists. */
export function insertUnique(db: Database, table: string, row: Row, tx: Transaction, taken: () => Error) {
  return db.insert(table, row, tx).catch((error) => {
    throw isUniqueViolation(error) ? taken() : error;
  });
}

/** Inserts a row unless one with the same unique key exists; returns whether it did. */
export async function insertNew(db: Database, table: string, row: Row, tx?: Transaction): Promise<boolean> {
  return writeTogether(tx, `insert new ${table} ${Object.keys(row)}`, row, async (rows) => {
    const inserted = await insertIgnored(db, table, rows, tx);
    return evenly(rows, inserted, rows.length === 1 || inserted === rows.length).map((count) => count > 0);
  });
}

/** The same without telling whether: also where others of a shared transaction have theirs already. */
export async function insertMissing(db: Database, table: string, row: Row, tx: Transaction): Promise<void> {
  await writeTogether(tx, `insert missing ${table} ${Object.keys(row)}`, row, async (rows) => {
    await insertIgnored(db, table, rows, tx);
    return rows.map(() => undefined);
  });
}

function insertIgnored(db: Database, table: string, rows: readonly Row[], tx?: Transaction): Promise<number> {
  const columns = Object.keys(rows[0] ?? {});
  const each = rows.map(() => `(${marks(columns)})`).join(", ");
  const text = `INSERT ${db.orIgnore} INTO ${table} (${columns.join(", ")}) VALUES ${each}`;
  const values = rows.flatMap((one) => Object.values(one));
  return db.run(text, values, tx, formOf(rows));
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

/** Inserts rows of the same columns; of those with the same key `renewed` are written. */
export async function upsertMany(
  db: Database,
  table: string,
  rows: readonly Row[],
  { key, renewed }: { key: string; renewed: readonly string[] },
  tx: Transaction,
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  await writeTogether(tx, `upsert ${table} ${columns}`, rows, async (all) => {
    const each = all.flat();
    const text = `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${each.map(() => `(${marks(columns)})`).join(", ")}
      ${orUpdate(db, key, renewed)}`;
    await db.run(text, each.flatMap(Object.values), tx, formOf(each));
    return all.map(() => undefined);
  });
}

/** Updates columns of the rows with a key; returns how many rows. */
export async function update(db: Database, table: string, key: Row, columns: Row, tx?: Transaction): Promise<number> {
  const by = Object.keys(key).at(-1) ?? "";
  const { [by]: _own, ...rest } = key;
  const kind = `update ${table} ${by} ${JSON.stringify(rest)} ${Object.keys(columns)}`;
  return writeTogether(tx, kind, { key, columns }, async (changes) => {
    if (changes.length === 1) return [await updateOne(db, table, { key, columns }, tx)];
    const values = changes.map((change) => change.key[by] ?? null);
    const set = Object.keys(columns).map((column) => caseOf(column, by, values, changes));
    const where = allOf([...equal(rest), sql(`${by} IN (${marks(values)})`, ...values)]);
    const text = `UPDATE ${table} SET ${set.map((part) => part.text).join(", ")} WHERE ${where.text}`;
    const changed = await db.run(text, [...set.flatMap((part) => part.values), ...where.values], tx, "text");
    return evenly(changes, changed, changed === new Set(values).size && changed === changes.length);
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

function caseOf(column: string, by: string, keys: readonly SqlValue[], changes: readonly RowChange[]): Sql {
  const values = changes.map((change) => change.columns[column] ?? null);
  if (values.every((value) => value === values[0])) return sql(`${column} = ?`, values[0] ?? null);
  const cases = keys.map(() => "WHEN ? THEN ?").join(" ");
  return sql(`${column} = CASE ${by} ${cases} END`, ...keys.flatMap((key, index) => [key, values[index] ?? null]));
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
  const rows = await findRows<T & Row>(db, table, key, tx, { columns, end: tx ? db.forUpdate : "" });
  // MariaDB ignores trailing spaces in comparisons; a text with them is another key.
  return rows.find((row) =>
    Object.entries(key).every(([name, value]) => typeof value !== "string" || (row[name] ?? value) === value),
  );
}

/**
 * The rows with a key. Calls that share a transaction read theirs in one statement where only the last column of the key
 * differs and is among those read. `end` is what follows the condition: an order, a lock.
 */
export async function findRows<T extends object>(
  db: Database,
  table: string,
  key: Row,
  tx?: Transaction,
  { columns = "*", end = "" }: { columns?: string; end?: string } = {},
): Promise<T[]> {
  const by = Object.keys(key).at(-1) ?? "";
  const { [by]: own = null, ...rest } = key;
  const find = (where: Sql, form?: "text") =>
    db.rows<T & Row>(`SELECT ${columns} FROM ${table} WHERE ${where.text} ${end}`, where.values, tx, form);
  if (end.includes("FOR UPDATE")) lockRow(tx, `${table} ${JSON.stringify(key)}`);
  if (columns !== "*" && !columns.split(", ").includes(by)) return find(having(key));
  const kind = `find ${table} ${by} ${JSON.stringify(rest)} ${columns} ${end}`;
  const findAll = async (values: SqlValue[]) => {
    if (values.length === 1) return [await find(having({ ...rest, [by]: values[0] ?? null }))];
    const rows = await find(allOf([...equal(rest), sql(`${by} IN (${marks(values)})`, ...values)]), "text");
    return values.map((value) => rows.filter((row) => row[by] === value));
  };
  return tx ? together<SqlValue, T[]>(tx, kind, own, findAll) : readTogether<SqlValue, T[]>(db, kind, own, findAll);
}
