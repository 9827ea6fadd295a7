import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { countRows, findRow, insertUnique, update } from "../../../mixins/db/statements.ts";
import type { ActionParams, ActionResult, OrderStatus } from "../../contracts.ts";
import { type Tallied, tallyOf } from "../event-data.rules.ts";
import { fail } from "../orders.errors.ts";
import { stateOf } from "../orders.rules.ts";
import { orderCounts } from "./counts.ts";
import type { OrderHead, OrderRow } from "./rows.ts";
import { toRow } from "./writing.ts";

/** An order's row; inside a transaction locked until it ends. Throws `order_not_found`. */
export async function fetchOrder(db: Database, store_id: number, order_id: string, tx?: Transaction) {
  const row = await findRow<OrderRow>(db, "orders", { store_id, public_id: order_id }, tx);
  if (!row) throw fail("order_not_found");
  return row;
}

/** Inserts an order under its number; answers its integer key. Throws `order_exists`. */
export async function insertOrder(
  db: Database,
  tx: Transaction,
  order: Omit<OrderHead, "order_id">,
  of: { tenant_id: string; number: number },
): Promise<number> {
  const row = toRow(order, of.tenant_id, of.number);
  const key = await insertUnique(db, "orders", row, tx, () => fail("order_exists"));
  await orderCounts.add(db, tx, order.store_id, 0, 1);
  return key;
}

/** What a change may write; the rest follows from it. */
export type OrderColumns = Partial<
  Pick<
    OrderRow,
    | "status"
    | "payment_status"
    | "financial_status"
    | "money_version"
    | "fulfillment_status"
    | "note"
    | "tags"
    | "cancel_reason"
    | "cancel_reason_details"
  >
>;

/** Writes columns of a locked order, its next version, and the revision after so many entries of its timeline. */
export async function updateOrder(
  db: Database,
  tx: Transaction,
  row: OrderRow,
  columns: OrderColumns,
  entries: number,
): Promise<OrderRow> {
  const now = Date.now();
  const changed = { ...row, ...columns };
  const written = {
    ...columns,
    ...deliveryOf(row, changed.status, now),
    state: stateOf(changed),
    version: row.version + 1,
    revision: row.revision + Math.max(1, entries),
    updated_at: now,
  };
  await update(db, "orders", { store_id: row.store_id, id: row.id }, written, tx);
  return { ...changed, ...written };
}

/** When an order was delivered, as its status becomes or ceases to be so. */
export function deliveryOf(row: OrderRow, status: OrderStatus, now: number): Partial<Pick<OrderRow, "delivered_at">> {
  if ((row.status === "delivered") === (status === "delivered")) return {};
  return { delivered_at: status === "delivered" ? now : null };
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
  const ofSomebody = rows.filter(({ customer_id }) => customer_id !== null);
  const tallies = ofSomebody.map(({ public_id, ...order }) => tallyOf({ ...order, id: public_id }));
  return { tallies, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}
