import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, findRows, update } from "../../../mixins/db/statements.ts";
import type { OrderRef, RefundLine } from "../../contracts.ts";
import type { PaymentRow, RefundRow } from "./rows.ts";

/** All refunds of an order, oldest first. None changes while its payments are locked. */
export function refundsOf(db: Database, tx: Transaction, { store_id, order_id }: OrderRef): Promise<RefundRow[]> {
  return findRows<RefundRow>(db, "refunds", { store_id, order_id }, tx, { end: "ORDER BY id" });
}

/** A refund of an order, locked; its payments are locked already. */
export async function findRefund(db: Database, tx: Transaction, of: OrderRef & { refund_id: string }) {
  const row = await findRow<RefundRow>(db, "refunds", { store_id: of.store_id, public_id: of.refund_id }, tx);
  return row?.order_id === of.order_id ? row : undefined;
}

/** The refund of a locked payment that its provider names, by its own id or by ours. */
export async function findAtProvider(
  db: Database,
  tx: Transaction,
  { store_id, order_id, public_id }: PaymentRow,
  seen: { reference: string; id: string | null },
): Promise<RefundRow | undefined> {
  const sql = `SELECT * FROM refunds WHERE store_id = ? AND order_id = ? AND payment_id = ?
    AND (provider_reference = ? OR public_id = ?) ORDER BY id LIMIT 1`;
  return db.row<RefundRow>(sql, [store_id, order_id, public_id, seen.reference, seen.id ?? ""], tx);
}

/** Reads a refund's column of lines. */
export const toLines = (lines: string | null): RefundLine[] | null =>
  lines === null ? null : (JSON.parse(lines) as RefundLine[]);

/** The refunds that are not declined, with their lines. */
export const activeOf = (refunds: readonly RefundRow[]): { amount: number; lines: RefundLine[] | null }[] =>
  refunds
    .filter(({ status }) => status !== "failed")
    .map(({ amount, refund_lines }) => ({ amount, lines: toLines(refund_lines) }));

/** Detaches a declined refund from its reference, so that a new refund of the same payment can use it. */
export async function freeReference(db: Database, tx: Transaction, { store_id, id, public_id }: RefundRow) {
  await update(db, "refunds", { store_id, id, status: "failed" }, { reference: `declined/${public_id}` }, tx);
}

/** Locks a refund whose payment is locked already. */
export async function lockRefund(db: Database, tx: Transaction, { store_id, id }: RefundRow): Promise<RefundRow> {
  return (await findRow<RefundRow>(db, "refunds", { store_id, id }, tx)) as RefundRow;
}

/** Inserts a refund and returns it with its integer key. */
export async function insertRefund(db: Database, tx: Transaction, row: Omit<RefundRow, "id">): Promise<RefundRow> {
  return { id: await db.insert("refunds", { ...row }, tx), ...row };
}

/** Writes the outcome of a locked refund. */
export async function saveRefund(db: Database, tx: Transaction, row: RefundRow): Promise<void> {
  const { store_id, id, status, provider_reference, error, refund_lines, note, settled, version, updated_at } = row;
  const written = { status, provider_reference, error, refund_lines, note, settled, version, updated_at };
  await update(db, "refunds", { store_id, id }, written, tx);
}

/** What earlier refunds of the same payment give back, also those that are pending. */
export async function refundedBefore(db: Database, { store_id, payment_id, order_id, id }: RefundRow): Promise<number> {
  const sql = `SELECT COALESCE(SUM(amount), 0) AS amount FROM refunds
    WHERE store_id = ? AND order_id = ? AND payment_id = ? AND id < ? AND status <> 'failed'`;
  return Number((await db.row<{ amount: number | string }>(sql, [store_id, order_id, payment_id, id]))?.amount ?? 0);
}
