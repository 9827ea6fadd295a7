import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertMissing, remove, update } from "../../../mixins/db/statements.ts";
import type { EarnedOrder } from "../loyalty.rules.ts";

/** A row of `loyalty_orders`: what events said of an order, and what it has earned. */
export interface OrderRow extends Omit<EarnedOrder, "delivered"> {
  id: number;
  store_id: number;
  order_id: string;
  order_number: string;
  /** Empty while only refunds of the order are known. */
  customer_id: string;
  version: number;
  currency: string;
  delivered: number;
  cancelled: number;
  /** 1 when everything of it came back. */
  all_back: number;
  /** Points granted for it, in the ledger or as a debt. */
  points: number;
  /** How often the points have changed; part of each change's reference. */
  postings: number;
  /** The year in which they were earned; 0 before. */
  earned_year: number;
}

const nothing = {
  order_number: "",
  customer_id: "",
  currency: "",
  version: 0,
  net_sales: 0,
  grand_total: 0,
  refunded: 0,
  delivered: 0,
  cancelled: 0,
  points_per_unit: 0,
  points: 0,
  postings: 0,
  earned_year: 0,
  goods: 0,
  goods_refunded: 0,
  all_back: 0,
};

/**
 * Locks the known state of an order; begins it when there is none, so that whoever else asks for it waits. Always before
 * the account is locked.
 */
export async function openOrder(db: Database, tx: Transaction, store_id: number, order_id: string): Promise<OrderRow> {
  const known = await lockKnown(db, tx, store_id, order_id);
  if (known) return known;
  const now = Date.now();
  await insertMissing(db, "loyalty_orders", { ...nothing, store_id, order_id, created_at: now, updated_at: now }, tx);
  const begun = await lockKnown(db, tx, store_id, order_id);
  if (!begun) throw new Error(`The row of ${order_id} was begun and is not there.`);
  return begun;
}

const lockKnown = (db: Database, tx: Transaction, store_id: number, order_id: string) =>
  findRow<OrderRow>(db, "loyalty_orders", { store_id, order_id }, tx);

/** Writes the known state of an order. */
export async function saveOrder(db: Database, tx: Transaction, row: OrderRow): Promise<void> {
  const { id, store_id, order_id: _order, ...written } = row;
  await update(db, "loyalty_orders", { store_id, id }, { ...written, updated_at: Date.now() }, tx);
}

/** Deletes the known state of an order. */
export async function removeOrder(db: Database, tx: Transaction, { store_id, id }: OrderRow): Promise<void> {
  await remove(db, "loyalty_orders", { store_id, id }, tx);
}
