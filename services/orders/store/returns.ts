import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { findRow, findRows, insertUnique, update, upsert } from "../../../mixins/db/statements.ts";
import type { ActionParams, List, OfStore, OrderReturn, ReturnItem } from "../../contracts.ts";
import { fail } from "../orders.errors.ts";
import { quantitiesOf } from "../return-items.rules.ts";
import { claimStateOf, withoutReason } from "../returns.rules.ts";
import type { OrderKey } from "./items.ts";
import { readJson, writeJson } from "./rows.ts";

/** The number of returns of a store; there is one kind, 0. */
export const returnCounts = new Counter("return_counts");

/** A row of `returns`. */
export interface ReturnRow extends KeysetRow, OfStore, Omit<OrderReturn, "id" | "items" | "shipping_address"> {
  public_id: string;
  items: string;
  shipping_address: string | null;
}

/** A return's row, of an order when given; locked inside a transaction. Throws `return_not_found`. */
export async function fetchReturn(
  db: Database,
  { store_id, return_id, order_id }: { store_id: number; return_id: string; order_id?: string },
  tx?: Transaction,
): Promise<ReturnRow> {
  const row = await findRow<ReturnRow>(db, "returns", { store_id, public_id: return_id }, tx);
  if (!row || (order_id !== undefined && row.order_id !== order_id)) throw fail("return_not_found");
  return row;
}

/** The returns of an order, oldest first. */
export async function returnsOf(
  db: Database,
  store_id: number,
  order_id: string,
  tx?: Transaction,
): Promise<OrderReturn[]> {
  const form = { end: "ORDER BY created_at, id" };
  return (await findRows<ReturnRow & Row>(db, "returns", { store_id, order_id }, tx, form)).map(toReturn);
}

/** A page of a store's returns that match a filter, newest first. */
export function searchReturns(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"orders.searchReturns">,
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

/** Inserts a return of an order and counts it. Throws `return_exists`. */
export async function insertReturn(db: Database, tx: Transaction, of: OfStore, made: OrderReturn): Promise<void> {
  await insertUnique(db, "returns", returnRow(made, of), tx, () => fail("return_exists"));
  await returnCounts.add(db, tx, of.store_id, 0, 1);
}

/** Writes columns of a locked return with its next version; returns the changed row. */
export async function updateReturn(db: Database, tx: Transaction, row: ReturnRow, columns: Row): Promise<ReturnRow> {
  const values: Row = { ...columns, version: row.version + 1, updated_at: Date.now() };
  await update(db, "returns", { store_id: row.store_id, id: row.id }, values, tx);
  return { ...row, ...values } as ReturnRow;
}

/** Keeps what a return holds of its order where the release before reads it; the next release does without. */
export async function keepClaim(
  db: Database,
  tx: Transaction,
  { store_id, id: order_id }: OrderKey,
  { id: return_id, status, items, created_at }: OrderReturn,
): Promise<void> {
  const held = { state: claimStateOf(status), items: JSON.stringify(quantitiesOf(items)) };
  const columns = { ...held, created_at, updated_at: Date.now() };
  await upsert(db, "order_returns", { store_id, order_id, return_id }, columns, tx);
}

/** Removes an erased customer's address and texts from their returns, which stay. Their orders are locked. */
export async function removePersonFromReturns(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
): Promise<void> {
  const sql = `SELECT * FROM returns WHERE store_id = ? AND customer_id = ? ${db.forUpdate}`;
  for (const row of await db.rows<ReturnRow>(sql, [store_id, customer_id], tx)) {
    const items = toReturn(row).items.map(withoutReason);
    await updateReturn(db, tx, row, { items: JSON.stringify(items), shipping_address: null, note: null });
  }
}

/** Maps a row to a return. */
export function toReturn({ id: _id, store_id: _store, tenant_id: _tenant, public_id, ...row }: ReturnRow): OrderReturn {
  const items = JSON.parse(row.items) as ReturnItem[];
  return { ...row, id: public_id, items, shipping_address: readJson(row.shipping_address) };
}

/** The row of a return. */
export const returnRow = (
  { id: public_id, items, shipping_address, ...made }: OrderReturn,
  { store_id, tenant_id }: OfStore,
): Row => {
  const texts = { items: JSON.stringify(items), shipping_address: writeJson(shipping_address) };
  return { ...made, public_id, store_id, tenant_id, ...texts };
};
