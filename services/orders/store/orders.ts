import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { countRows, findRow, insertUnique, update } from "../../../mixins/db/statements.ts";
import type { ActionParams, ActionResult, OrderDetail, OrderWithItems } from "../../contracts.ts";
import { type Tallied, tallyOf } from "../event-data.rules.ts";
import { fail } from "../orders.errors.ts";
import { stateOf } from "../orders.rules.ts";
import { orderCounts } from "./counts.ts";
import { fetchItems } from "./items.ts";
import { type NewOrderHead, type OrderRow, toHead, toRow } from "./rows.ts";
import { fetchTimeline } from "./timeline.ts";

/** An order's row; inside a transaction locked until it ends. Throws `order_not_found`. */
export async function fetchOrder(db: Database, store_id: number, order_id: string, tx?: Transaction) {
  const row = await findRow<OrderRow>(db, "orders", { store_id, public_id: order_id }, tx);
  if (!row) throw fail("order_not_found");
  return row;
}

/** An order with its items. Throws `order_not_found`. */
export async function fetchWithItems(db: Database, store_id: number, order_id: string): Promise<OrderWithItems> {
  const row = await fetchOrder(db, store_id, order_id);
  return { ...toHead(row), items: await fetchItems(db, row) };
}

/** The detail of an order's row: with its items and timeline. */
export async function detailOf(db: Database, row: OrderRow): Promise<OrderDetail> {
  const [items, timeline] = await Promise.all([fetchItems(db, row), fetchTimeline(db, row)]);
  return { ...toHead(row), items, timeline };
}

/** Inserts an order under its number and returns its integer key. Throws `order_exists`. */
export async function insertOrder(
  db: Database,
  tx: Transaction,
  order: NewOrderHead,
  of: { tenant_id: string; number: number },
): Promise<number> {
  const row = toRow(order, of.tenant_id, of.number);
  const key = await insertUnique(db, "orders", row, tx, () => fail("order_exists"));
  await orderCounts.add(db, tx, order.store_id, 0, 1);
  return key;
}

/** The columns that a change may write; the others follow from it. */
export type OrderColumns = Partial<Omit<OrderRow, "id" | "state" | "version" | "revision" | "updated_at">>;

/** Writes columns of a locked order, its next version, and the revision after so many entries of its timeline. */
export async function updateOrder(
  db: Database,
  tx: Transaction,
  row: OrderRow,
  columns: OrderColumns,
  entries: number,
): Promise<OrderRow> {
  const written = writtenColumns(row, columns, Date.now(), entries);
  await update(db, "orders", { store_id: row.store_id, id: row.id }, written, tx);
  return { ...row, ...written };
}

/** The columns of a change with those that follow from it: state, time of delivery, version and revision. */
export function writtenColumns(row: OrderRow, columns: OrderColumns, now: number, entries = 1) {
  const changed = { ...row, ...columns };
  const isDelivered = changed.status === "delivered";
  const delivery = (row.status === "delivered") === isDelivered ? {} : { delivered_at: isDelivered ? now : null };
  return {
    ...columns,
    ...delivery,
    state: stateOf(changed),
    version: row.version + 1,
    revision: row.revision + Math.max(1, entries),
    updated_at: now,
  };
}

/** How many orders a customer has, in any status. */
export const countOrders = (db: Database, store_id: number, customer_id: string): Promise<number> =>
  countRows(db, "orders", { store_id, customer_id });

/** A page of tallies in the order of their integer keys, after the one given. */
export async function fetchTallies(
  db: Database,
  { store_id, after = 0, limit }: ActionParams<"orders.tallies">,
): Promise<ActionResult<"orders.tallies">> {
  const rows = await db.rows<Omit<Tallied, "id"> & { id: number; public_id: string }>(
    `SELECT id, public_id, order_number, customer_id, version, grand_total, sub_total, discount, currency, status,
     created_at FROM orders WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?`,
    [store_id, after, limit],
  );
  const ofCustomers = rows.filter(({ customer_id }) => customer_id !== null);
  const tallies = ofCustomers.map(({ public_id, ...order }) => tallyOf({ ...order, id: public_id }));
  return { tallies, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** The public id of an order by its readable number. Throws `order_not_found`, also for another customer's. */
export async function findByNumber(
  db: Database,
  { store_id, order_number, customer_id }: ActionParams<"orders.findByNumber">,
): Promise<string> {
  const key = { store_id, order_number };
  const columns = "public_id, order_number, customer_id";
  const row = await findRow<Pick<OrderRow, "public_id" | "customer_id">>(db, "orders", key, undefined, columns);
  if (!row || (customer_id !== undefined && row.customer_id !== customer_id)) throw fail("order_not_found");
  return row.public_id;
}

/** True while an order of a customer that is not yet shipped is to be sent to an address of the customer's. */
export async function isAddressUsed(
  db: Database,
  { store_id, customer_id, address_id }: ActionParams<"orders.usesAddress">,
): Promise<boolean> {
  const sql = `SELECT 1 AS used FROM orders WHERE store_id = ? AND customer_id = ? AND shipping_address_id = ?
    AND status IN ('pending', 'confirmed', 'processing') LIMIT 1`;
  return (await db.row(sql, [store_id, customer_id, address_id])) !== undefined;
}
