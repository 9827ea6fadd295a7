import type { Due } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import type { Actor, ImportJob, RefusedRow } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import type { MigrationContext } from "../db/schema.ts";
import { findRow, insertNew, update } from "../db/statements.ts";
import { storeOf } from "../db/store.ts";
import { useBinaryOrder } from "../db/text.ts";

/** A row of `<service>_imports`. */
export interface ImportRow extends Omit<ImportJob, "id" | "rows"> {
  id: number;
  row_count: number;
  public_id: string;
  store_id: number;
  tenant_id: string;
  country: string;
  update_existing: number;
  header: string;
  actor: string;
  tries: number;
}

/** A part of a file: its rows until they are done, then the lines that were imported. */
export interface PartRow {
  position: number;
  content: string | null;
  done: string;
}

/** The names of the tables of a service's imports. */
export const tablesOf = ({ service }: Database) => ({
  imports: `${service}_imports`,
  parts: `${service}_import_parts`,
  refusals: `${service}_import_refusals`,
});

/** Makes the tables of a service's imports, in a migration. */
export async function createImportTables({ db, schema, types }: MigrationContext): Promise<void> {
  const { imports, parts, refusals } = tablesOf(db);
  const key = { type: types.INTEGER, primaryKey: true, autoIncrement: false };
  const number = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
  const text = (length: number) => ({ type: types.STRING(length), allowNull: false, defaultValue: "" });
  const long = { type: db.dialect === "sqlite" ? types.TEXT : types.TEXT("medium"), allowNull: true };
  await schema.createTable(imports, {
    id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
    public_id: text(40),
    store_id: { type: types.INTEGER, allowNull: false },
    tenant_id: text(40),
    country: text(2),
    status: text(16),
    update_existing: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
    header: long,
    actor: text(255),
    row_count: number,
    created: number,
    updated: number,
    refused: number,
    tries: number,
    created_at: number,
    updated_at: number,
  });
  await schema.createTable(parts, { import_id: key, position: key, content: long, done: long });
  await schema.createTable(refusals, {
    import_id: key,
    line: key,
    code: text(64),
    message: { type: types.TEXT, allowNull: true },
    cells: long,
  });
  await useBinaryOrder(db, [imports, parts, refusals]);
  await schema.addIndex(imports, ["store_id", "public_id"], { name: `${imports}_public`, unique: true });
  await schema.addIndex(imports, ["status", "id"], { name: `${imports}_status` });
  await schema.addIndex(imports, ["created_at"], { name: `${imports}_created_at` });
}

/** The import of a row. */
export const toJob = (row: ImportRow): ImportJob => ({
  id: row.public_id,
  status: row.status,
  rows: Number(row.row_count),
  created: Number(row.created),
  updated: Number(row.updated),
  refused: Number(row.refused),
  created_at: Number(row.created_at),
  updated_at: Number(row.updated_at),
});

/** Finds an import of a store; inside a transaction locked until it ends. */
export const findImport = (db: Database, store_id: number, public_id: string, tx?: Transaction) =>
  findRow<ImportRow>(db, tablesOf(db).imports, { store_id, public_id }, tx);

/** The name of the actor of an import. */
export const actorOf = ({ actor }: ImportRow): Actor => JSON.parse(actor) as Actor;

/** Inserts an import. */
export const insertImport = (db: Database, tx: Transaction, row: Omit<ImportRow, "id">): Promise<number> =>
  db.insert(tablesOf(db).imports, { ...row }, tx);

/** Writes columns of an import. */
export const updateImport = (db: Database, id: number, columns: Partial<ImportRow>, tx?: Transaction) =>
  update(db, tablesOf(db).imports, { id }, { ...columns, updated_at: Date.now() }, tx);

/** Adds a part, unless it is there. */
export const insertPart = (db: Database, import_id: number, { position, content, done }: PartRow, tx?: Transaction) =>
  insertNew(db, tablesOf(db).parts, { import_id, position, content, done }, tx);

/** Finds a part; inside a transaction locked until it ends. */
export const findPart = (db: Database, tx: Transaction, import_id: number, position: number) =>
  findRow<PartRow>(db, tablesOf(db).parts, { import_id, position }, tx);

/** The first part whose rows are not imported yet. */
export const nextPart = (db: Database, tx: Transaction, import_id: number) =>
  db.row<PartRow>(
    `SELECT position, content, done FROM ${tablesOf(db).parts}
     WHERE import_id = ? AND content IS NOT NULL ORDER BY position LIMIT 1`,
    [import_id],
    tx,
  );

/** Records the lines of a part that were imported, and drops its rows. */
export const finishPart = (db: Database, tx: Transaction, import_id: number, position: number, done: number[]) =>
  update(db, tablesOf(db).parts, { import_id, position }, { content: null, done: JSON.stringify(done) }, tx);

const waiting = "status IN ('pending', 'running') ORDER BY id LIMIT 1";

/** Says whether an import waits. */
export const anyWaiting = (db: Database): Due => ({
  store: storeOf(db),
  sql: `SELECT 0 FROM ${tablesOf(db).imports} WHERE ${waiting}`,
});

/** The import that is next to be done. */
export const firstWaiting = (db: Database) =>
  db.row<ImportRow>(`SELECT * FROM ${tablesOf(db).imports} WHERE ${waiting}`);

/** Locks a waiting import that no other worker has locked. */
export const lockWaiting = (db: Database, tx: Transaction) =>
  db.row<ImportRow>(`SELECT * FROM ${tablesOf(db).imports} WHERE ${waiting} ${db.skipLocked}`, [], tx);

/** Adds to the counts of an import. */
export async function addCounts(
  db: Database,
  tx: Transaction,
  id: number,
  { rows, created, updated, refused }: { rows: number; created: number; updated: number; refused: unknown[] },
): Promise<void> {
  const sql = `UPDATE ${tablesOf(db).imports} SET row_count = row_count + ?, created = created + ?,
    updated = updated + ?, refused = refused + ?, updated_at = ? WHERE id = ?`;
  await db.run(sql, [rows, created, updated, refused.length, Date.now(), id], tx);
}

/** Records refused rows; those of lines that are recorded already stay as they are. */
export async function insertRefusals(db: Database, tx: Transaction, import_id: number, refused: RefusedRow[]) {
  for (const { line, code, message, cells } of refused) {
    const row = { import_id, line, code, message, cells: JSON.stringify(cells) };
    await insertNew(db, tablesOf(db).refusals, row, tx);
  }
}

const mostCharacters = 1_000_000;

/**
 * The next refused rows of an import, by their lines: up to `limit`, and fewer where rows are long. `next` is the line to go
 * on after; null at the end.
 */
export async function listRefusals(db: Database, import_id: number, after: number, limit: number) {
  const from = `FROM ${tablesOf(db).refusals} WHERE import_id = ? AND line > ?`;
  const sizes = await db.rows<{ line: number; size: number }>(
    `SELECT line, LENGTH(cells) AS size ${from} ORDER BY line LIMIT ?`,
    [import_id, after, limit],
  );
  let sum = 0;
  const fitting = sizes.filter(({ size }, at) => {
    sum += size;
    return at === 0 || sum <= mostCharacters;
  });
  const last = fitting.at(-1)?.line ?? after;
  const rows = await db.rows<Omit<RefusedRow, "cells"> & { cells: string }>(
    `SELECT line, code, message, cells ${from} AND line <= ? ORDER BY line`,
    [import_id, after, last],
  );
  return {
    rows: rows.map((row): RefusedRow => ({ ...row, cells: JSON.parse(row.cells) as string[] })),
    next: fitting.length < sizes.length || sizes.length === limit ? last : null,
  };
}

/** Deletes an import of before a time, with its rows; returns whether there was one. */
export async function deleteOld(db: Database, before: number): Promise<boolean> {
  const { imports, parts, refusals } = tablesOf(db);
  const old = await db.row<{ id: number }>(`SELECT id FROM ${imports} WHERE created_at < ? LIMIT 1`, [before]);
  if (!old) return false;
  for (const table of [parts, refusals]) while ((await db.deleteSome(table, "import_id = ?", [old.id], 500)) === 500);
  await db.run(`DELETE FROM ${imports} WHERE id = ?`, [old.id]);
  return true;
}
