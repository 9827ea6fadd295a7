import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, findRows, update } from "../../../mixins/db/statements.ts";
import type { OrderMoney, OrderRef } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { moneyOf } from "../payments.rules.ts";
import { type PaymentRow, type RefundRow, toPayment, toRefund } from "./rows.ts";

/** The state of an order's money. Reads both tables in one query, each by its index. */
export async function fetchMoney(db: Database, { store_id, order_id }: OrderRef, tx?: Transaction) {
  const key = { store_id, order_id };
  const ofPayments = findRows<PaymentRow>(db, "payments", key, tx, { end: "ORDER BY id" });
  const ofRefunds = findRows<RefundRow>(db, "refunds", key, tx, { end: "ORDER BY id" });
  const [payments, refunds] = await Promise.all([ofPayments, ofRefunds]);
  // No row is ever deleted, so the sum rises with each change.
  const version = [...payments, ...refunds].reduce((sum, row) => sum + row.version, 0);
  return { ...moneyOf(payments.map(toPayment), refunds.map(toRefund)), version } satisfies OrderMoney;
}

/** Locks all payments of an order, oldest first: concurrent changes of any of them wait. */
export function lockPayments(db: Database, tx: Transaction, { store_id, order_id }: OrderRef): Promise<PaymentRow[]> {
  return findRows<PaymentRow>(db, "payments", { store_id, order_id }, tx, { end: `ORDER BY id ${db.forUpdate}` });
}

/** Locks one payment of an order. Throws `payment_not_found`. */
export async function lockPayment(db: Database, tx: Transaction, ref: OrderRef, payment_id: string) {
  const row = await findRow<PaymentRow>(db, "payments", { store_id: ref.store_id, public_id: payment_id }, tx);
  if (row?.order_id !== ref.order_id) throw fail("payment_not_found");
  return row;
}

/** Finds the payment that a request with a key has made. */
export function findByRequest(db: Database, tx: Transaction, store_id: number, key: string) {
  const sql = "SELECT * FROM payments WHERE store_id = ? AND request_key = ?";
  return db.row<PaymentRow>(sql, [store_id, key], tx);
}

/** Inserts a payment and returns it with its integer key. */
export async function insertPayment(db: Database, tx: Transaction, row: Omit<PaymentRow, "id">): Promise<PaymentRow> {
  return { id: await db.insert("payments", { ...row }, tx), ...row };
}

/** Writes the mutable columns of a locked payment. */
export async function savePayment(db: Database, tx: Transaction, row: PaymentRow): Promise<void> {
  const { store_id, id, status, captured, provider_reference, error, capturing, voiding, version, updated_at } = row;
  const written = { status, captured, provider_reference, error, capturing, voiding, version, updated_at };
  await update(db, "payments", { store_id, id }, written, tx);
}

/** Stores the provider's id of a pending payment; false when it is being voided or has ended. */
export async function keepReference(db: Database, row: PaymentRow, reference: string): Promise<boolean> {
  const sql = `UPDATE payments SET provider_reference = ?, version = version + 1
    WHERE store_id = ? AND id = ? AND status = 'pending' AND voiding = 0`;
  return (await db.run(sql, [reference, row.store_id, row.id])) > 0;
}

/** Reserves part of a payment for a refund; false when less than that remains. */
export async function setAside(db: Database, tx: Transaction, row: PaymentRow, amount: number): Promise<boolean> {
  const changed = await db.run(
    `UPDATE payments SET refunded = refunded + ?, version = version + 1, updated_at = ?
     WHERE store_id = ? AND id = ? AND refunded + ? <= captured`,
    [amount, Date.now(), row.store_id, row.id, amount],
    tx,
  );
  return changed > 0;
}

/** Releases what was reserved for a refund that was declined. */
export async function putBack(db: Database, tx: Transaction, row: PaymentRow, amount: number): Promise<void> {
  await db.run(
    `UPDATE payments SET refunded = refunded - ?, version = version + 1, updated_at = ? WHERE store_id = ? AND id = ?`,
    [amount, Date.now(), row.store_id, row.id],
    tx,
  );
}

/** A store's payments that Stripe was sent in our minor units before it was sent in its own: how many, and the first. */
export async function sentAsKept(db: Database, store_id: number): Promise<{ payments: number; first: string | null }> {
  const sql = `SELECT COUNT(*) AS payments, MIN(public_id) AS first FROM payments
    WHERE store_id = ? AND provider = 'stripe' AND currency_decimals IS NULL AND captured > 0`;
  return (await db.row<{ payments: number; first: string | null }>(sql, [store_id])) ?? { payments: 0, first: null };
}
