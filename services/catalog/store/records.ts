import type { Transaction } from "sequelize";
import type { Counter } from "../../../mixins/db/counter.ts";
import { type Database, isUniqueViolation, type Row, type SqlValue } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { findRow, remove, update } from "../../../mixins/db/statements.ts";
import type { List, Location, Paging, Product, Promotion } from "../../contracts.ts";
import { fail } from "../catalog.errors.ts";

/** A row of any of the catalog's tables. */
export interface RecordRow extends KeysetRow {
  public_id: string;
  store_id: number;
  tenant_id: string;
  version: number;
  updated_at: number;
  [column: string]: SqlValue;
}

/** A record as actions return it. */
export type Shown = Product | Promotion | Location;

/** A table of the catalog: all are read and written in the same way. */
export interface Table<Item extends Shown = Shown> {
  name: "products" | "promotions" | "locations";
  kind: "product" | "promotion" | "location";
  prefix: "item" | "promo" | "loc";
  missing: "product_not_found" | "promotion_not_found" | "location_not_found";
  /** The error of a second record with the same unique name. */
  taken?: "sku_exists" | "code_exists";
  counts: Counter;
  /** Maps a row to its record. */
  shown(row: RecordRow): Item;
  /** Checks a record after each change. */
  assertValid?(record: Item): void;
  /** Writes and deletes the rows that another table stores for a record. */
  beside?: Record<"write" | "remove", (db: Database, tx: Transaction, row: Row) => Promise<void>>;
}

/** A page of a store's records, newest first. */
export const listRecords = <Item extends Shown>(
  db: Database,
  { name, counts, shown }: Table<Item>,
  { store_id, ...paging }: { store_id: number } & Paging,
): Promise<List<Item>> =>
  listNewest(
    db,
    { table: name, where: equal({ store_id }), total: () => counts.total(db, store_id, 0) },
    paging,
    shown,
  );

/** One record. Throws the table's own error when it is missing. */
export const getRecord = async <Item extends Shown>(
  db: Database,
  table: Table<Item>,
  store_id: number,
  public_id: string,
): Promise<Item> => table.shown(await fetchRecord(db, table, store_id, public_id));

/** A record's row, locked inside a transaction. Throws the table's own error when it is missing. */
export async function fetchRecord(
  db: Database,
  { name, missing }: Table,
  store_id: number,
  public_id: string,
  tx?: Transaction,
): Promise<RecordRow> {
  const row = await findRow<RecordRow>(db, name, { store_id, public_id }, tx);
  if (!row) throw fail(missing);
  return row;
}

/** Inserts a record and counts it; returns its integer key. */
export async function insertRecord(db: Database, tx: Transaction, table: Table, row: Row & { store_id: number }) {
  const id = await uniquely(table, () => db.insert(table.name, row, tx));
  await table.beside?.write(db, tx, { ...row, id });
  await table.counts.add(db, tx, row.store_id, 0, 1);
  return id;
}

/** Writes columns of a record. */
export async function updateRecord(db: Database, tx: Transaction, table: Table, row: RecordRow, columns: Row) {
  const { store_id, id } = row;
  await uniquely(table, () => update(db, table.name, { store_id, id }, columns, tx));
  await table.beside?.remove(db, tx, row);
  await table.beside?.write(db, tx, { ...row, ...columns });
}

/** Deletes a record and decrements the count. */
export async function deleteRecord(db: Database, tx: Transaction, table: Table, { store_id, id }: RecordRow) {
  await remove(db, table.name, { store_id, id }, tx);
  await table.beside?.remove(db, tx, { store_id, id });
  await table.counts.add(db, tx, store_id, 0, -1);
}

const uniquely = ({ taken }: Table, write: () => Promise<number>): Promise<number> =>
  write().catch((error) => {
    throw taken && isUniqueViolation(error) ? fail(taken) : error;
  });

/** The given columns only; columns that a change omits are not written. */
export function given(columns: Record<string, SqlValue | undefined>): Row {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Row;
}
