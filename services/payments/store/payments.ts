import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { NotTogether, writeTogether } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRow, findRows, update } from "../../../mixins/db/statements.ts";
import type { OrderMoney, OrderRef, PaymentProvider } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { moneyOf } from "../payments.rules.ts";
import type { ProviderEvent } from "./provider-events.ts";
import { type DisputeRow, type PaymentRow, type RefundRow, toDispute, toPayment, toRefund } from "./rows.ts";

/** The state of an order's money. Reads its tables side by side, each by its index. */
export async function fetchMoney(db: Database, { store_id, order_id }: OrderRef, tx?: Transaction) {
  const key = { store_id, order_id };
  const ofPayments = findRows<PaymentRow>(db, "payments", key, tx, { end: "ORDER BY id" });
  const ofRefunds = findRows<RefundRow>(db, "refunds", key, tx, { end: "ORDER BY id" });
  const [payments, refunds] = await Promise.all([ofPayments, ofRefunds]);
  return moneyIn(db, key, { payments, refunds }, tx);
}

/** The state of an order's money with these payments and refunds, all that there are, each oldest first. */
export async function moneyIn(
  db: Database,
  key: OrderRef,
  { payments, refunds }: { payments: readonly PaymentRow[]; refunds: readonly RefundRow[] },
  tx?: Transaction,
): Promise<OrderMoney> {
  const of = { store_id: key.store_id, order_id: key.order_id };
  // Only what was captured can be disputed, and hardly any of it is.
  const isDisputed = payments.some(({ disputed, dispute_count }) => disputed > 0 || dispute_count > 0);
  const disputes = isDisputed ? await findRows<DisputeRow>(db, "disputes", of, tx, { end: "ORDER BY id" }) : [];
  // No row is ever deleted, so the sum rises with each change.
  const version = [...payments, ...refunds, ...disputes].reduce((sum, row) => sum + row.version, 0);
  return { ...moneyOf(payments.map(toPayment), refunds.map(toRefund), disputes.map(toDispute)), version };
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

/** A payment by its id. */
export const findPayment = (db: Database, store_id: number, public_id: string) =>
  findRow<PaymentRow>(db, "payments", { store_id, public_id });

/** The payment that a provider names, by its own id or by ours. */
export async function findByReference(
  db: Database,
  {
    provider,
    reference,
    store_id,
    payment_id,
  }: Pick<ProviderEvent, "provider" | "reference" | "store_id" | "payment_id">,
): Promise<PaymentRow | undefined> {
  const sql = "SELECT * FROM payments WHERE provider_reference = ? AND provider = ?";
  const known = reference === null ? undefined : await db.row<PaymentRow>(sql, [reference, provider]);
  if (known || store_id === null || payment_id === null) return known;
  const ours = await db.row<PaymentRow>("SELECT * FROM payments WHERE store_id = ? AND public_id = ?", [
    store_id,
    payment_id,
  ]);
  return ours?.provider === provider ? ours : undefined;
}

/** The payments of some providers that changed in a period, page by page. */
export async function* changedIn(
  db: Database,
  from: number,
  to: number,
  providers: readonly PaymentProvider[],
): AsyncGenerator<PaymentRow> {
  for (const provider of providers) {
    let [at, id] = [from, 0];
    for (;;) {
      const sql = `SELECT * FROM payments WHERE provider = ? AND updated_at < ? AND (updated_at > ? OR (updated_at = ? AND id > ?))
        ORDER BY updated_at, id LIMIT 200`;
      const rows = await db.rows<PaymentRow>(sql, [provider, to, at, at, id]);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < 200) break;
      [at, id] = [last.updated_at, last.id];
    }
  }
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
  const { next_action } = row;
  const written = { status, captured, provider_reference, error, capturing, voiding, next_action, version, updated_at };
  await update(db, "payments", { store_id, id }, written, tx);
}

/** Stores the provider's id of a pending payment; false when it is being voided or has ended. */
export async function keepReference(db: Database, row: PaymentRow, reference: string): Promise<boolean> {
  const sql = `UPDATE payments SET provider_reference = ?, version = version + 1
    WHERE store_id = ? AND id = ? AND status = 'pending' AND voiding = 0`;
  return (await db.run(sql, [reference, row.store_id, row.id])) > 0;
}

/**
 * Reserves part of a payment for a refund, and returns the payment then; undefined when less than that remains. What is
 * disputed is not ours to give back; but a provider that reports a refund has given it, from whatever there was.
 */
export async function setAside(
  db: Database,
  tx: Transaction,
  row: PaymentRow,
  amount: number,
  why: "asked" | "reported" = "asked",
): Promise<PaymentRow | undefined> {
  const updated_at = Date.now();
  const used = why === "asked" ? "refunded + disputed" : "refunded";
  const isDone = await writeTogether(tx, `set aside ${row.store_id} ${why}`, { id: row.id, amount }, async (parts) => {
    const ids = parts.map(({ id }) => id);
    const by = parts.length === 1 ? "?" : `(CASE id ${parts.map(() => "WHEN ? THEN ?").join(" ")} END)`;
    const amounts = parts.length === 1 ? [amount] : parts.flatMap((part) => [part.id, part.amount]);
    const changed = await db.run(
      `UPDATE payments SET refunded = refunded + ${by}, version = version + 1, updated_at = ?
       WHERE store_id = ? AND id IN (${marks(ids)}) AND ${used} + ${by} <= captured`,
      [...amounts, updated_at, row.store_id, ...ids, ...amounts],
      tx,
      parts.length > 1 ? "text" : "prepared",
    );
    if (changed > 0 && changed < parts.length) throw new NotTogether("Not every payment has as much left.");
    return parts.map(() => changed > 0);
  });
  return isDone ? { ...row, refunded: row.refunded + amount, version: row.version + 1, updated_at } : undefined;
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
