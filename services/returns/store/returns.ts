import type { Transaction } from "sequelize";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { findRow, insertUnique, update } from "../../../mixins/db/statements.ts";
import type { ActionParams, List, OfStore, OrderRef, OrderReturn, ReturnItem } from "../../contracts.ts";
import { fail } from "../returns.errors.ts";

/** The number of returns of a store; there is one kind, 0. */
export const returnCounts = new Counter("return_counts");

/** A row of `returns`. */
export interface ReturnRow extends KeysetRow, OfStore, Omit<OrderReturn, "id" | "items" | "shipping_address"> {
  public_id: string;
  items: string;
  shipping_address: string | null;
}

/** A return's row, locked inside a transaction. Throws `return_not_found`. */
export async function fetchReturn(
  db: Database,
  store_id: number,
  return_id: string,
  tx?: Transaction,
): Promise<ReturnRow> {
  const row = await findRow<ReturnRow>(db, "returns", { store_id, public_id: return_id }, tx);
  if (!row) throw fail("return_not_found");
  return row;
}

/** The returns of an order, oldest first. */
export async function returnsOf(db: Database, { store_id, order_id }: OrderRef): Promise<OrderReturn[]> {
  const sql = "SELECT * FROM returns WHERE store_id = ? AND order_id = ? ORDER BY created_at, id";
  return (await db.rows<ReturnRow>(sql, [store_id, order_id])).map(toReturn);
}

/** A page of a store's returns that match a filter, newest first. */
export function searchReturns(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"returns.search">,
): Promise<List<OrderReturn>> {
  const { customer_id, order_id, status } = filter;
  const listing = {
    table: "returns",
    of: customer_id,
    where: equal({ store_id }),
    filters: equal({ customer_id, order_id, status }),
    total: () => returnCounts.total(db, store_id, 0),
  };
  return listNewest(db, listing, paging, toReturn);
}

/** Inserts a return and counts it. Throws `return_exists`. */
export async function insertReturn(db: Database, tx: Transaction, made: OrderReturn, of: OfStore): Promise<void> {
  await insertUnique(db, "returns", toRow(made, of), tx, () => fail("return_exists"));
  await returnCounts.add(db, tx, of.store_id, 0, 1);
}

/** Removes the address of a return that was inserted in the same transaction, and replaces its items. */
export async function rewriteReturn(
  db: Database,
  tx: Transaction,
  { id, items }: OrderReturn,
  { store_id }: OfStore,
): Promise<void> {
  const columns = { items: JSON.stringify(items), shipping_address: null };
  await update(db, "returns", { store_id, public_id: id }, columns, tx);
}

/** Writes columns of a locked return with its next version; returns the changed row. */
export async function updateReturn(db: Database, tx: Transaction, row: ReturnRow, columns: Row): Promise<ReturnRow> {
  const values: Row = { ...columns, version: row.version + 1, updated_at: Date.now() };
  await update(db, "returns", { store_id: row.store_id, id: row.id }, values, tx);
  return { ...row, ...values } as ReturnRow;
}

/** Maps a row to a return. */
export function toReturn({ id: _id, store_id: _store, tenant_id: _tenant, public_id, ...row }: ReturnRow): OrderReturn {
  const items = JSON.parse(row.items) as ReturnItem[];
  const shipping_address = row.shipping_address === null ? null : JSON.parse(row.shipping_address);
  return { ...row, id: public_id, items, shipping_address };
}

function toRow(
  { id: public_id, items, shipping_address, ...made }: OrderReturn,
  { store_id, tenant_id }: OfStore,
): Row {
  const address = shipping_address && JSON.stringify(shipping_address);
  return { ...made, public_id, store_id, tenant_id, items: JSON.stringify(items), shipping_address: address };
}
