import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { MoneyLine, OrderRef, RefundLine } from "../contracts.ts";
import { fail } from "./payments.errors.ts";
import { leftOf, missingOf } from "./payments.rules.ts";
import { isByHand } from "./providers/index.ts";
import {
  cut,
  goodsIn,
  type Left,
  leftAfter,
  ofPieces,
  spread,
  spreadOver,
  sumOf,
  type WantedLine,
} from "./refund-lines.rules.ts";
import { refundEvent } from "./settling.ts";
import { lockPayments, moneyIn, setAside } from "./store/payments.ts";
import { activeOf, freeReference, insertRefund, refundsOf } from "./store/refunds.ts";
import { type PaymentRow, pendingRow, type RefundRow } from "./store/rows.ts";

/** A refund request. */
export interface RefundOf extends OrderRef {
  reference: string;
  amount?: number;
  /** The order's money by line, which a refund is for. */
  ledger?: MoneyLine[];
  lines?: WantedLine[];
  /** Gives back as much as is left of the lines, rather than to refuse. */
  capped?: boolean;
  /** Refuses when the order's money is of another version. */
  if_money_version?: number;
  reason?: string;
  note?: string;
  /** The bank account to transfer to, instead of the source of the payment. */
  bank_account_id?: string;
  /** Refunds only what remains of this payment. */
  payment_id?: string;
}

/** A part of a refund: what one payment gives back. */
export interface Part {
  refund: RefundRow;
  payment: PaymentRow;
  /** It was not asked for yet. */
  fresh?: boolean;
}

/** The parts of a refund, and the order's money with them. */
interface Intended {
  parts: Part[];
  payments: PaymentRow[];
  refunds: RefundRow[];
}

/**
 * Reserves the money of a refund under a reference. Its pending and successful parts count; declined parts are
 * attempted once more as new refunds. What the merchant gives back by hand has no provider to ask, so it is given with that.
 * Throws `nothing_to_refund`, `refund_exceeds_paid`, `money_changed`.
 */
export async function intendRefunds(txContext: TransactionContext, request: RefundOf): Promise<Intended> {
  const { db, tx } = txContext;
  const payments = await lockPayments(db, tx, request);
  const refunds = await refundsOf(db, tx, request);
  const known = refunds.filter(({ reference }) => reference === request.reference);
  const declined = known.filter(({ status }) => status === "failed");
  const active = known.filter(({ status }) => status !== "failed");
  const parts: Part[] = active.map((refund) => ({ refund, payment: paymentOf(payments, refund) }));
  // Nothing is missing, whatever has been paid since.
  if (active.length > 0 && declined.length === 0) return { parts, payments, refunds };
  if (known.length === 0) await assertVersion(txContext, request, { payments, refunds });
  const left = leftAfter(request.ledger ?? [], activeOf(refunds));
  const wanted = active.length === 0 ? wantedOf(left, request) : undefined;
  // Of a refund of lines of which a part was declined, that part is missing.
  const whole = request.lines ? sumOf(known) : request.amount;
  const amount = wanted ? amountOf(wanted, payments, request) : whole;
  const missing = request.payment_id ? restOf(payments, request.payment_id) : missingOf(payments, active, amount);
  let lines = wanted ?? spread(left, sumOf(missing));
  for (const refund of declined) await freeReference(db, tx, refund);
  for (const { payment, amount } of missing) {
    const [mine, rest] = cut(lines, amount);
    lines = rest;
    parts.push(await insertPart(txContext, payment, newRefund(payment, amount, mine, request)));
  }
  const now = new Map(parts.map((part) => [part.payment.public_id, part.payment]));
  return {
    parts,
    payments: payments.map((payment) => now.get(payment.public_id) ?? payment),
    refunds: [...refunds, ...parts.filter(({ fresh }) => fresh).map(({ refund }) => refund)],
  };
}

async function assertVersion(
  { db, tx }: TransactionContext,
  request: RefundOf,
  rows: Pick<Intended, "payments" | "refunds">,
) {
  if (request.if_money_version === undefined) return;
  const { version } = await moneyIn(db, request, rows, tx);
  if (version !== request.if_money_version) throw fail("money_changed");
}

// With an amount and lines, that amount of these lines.
function wantedOf(left: readonly Left[], { amount, lines, capped }: RefundOf): RefundLine[] | undefined {
  if (!lines) return undefined;
  return amount === undefined ? ofPieces(left, lines, capped) : spreadOver(left, lines, amount, capped);
}

async function insertPart({ db, tx, publish }: TransactionContext, from: PaymentRow, row: NewRefund): Promise<Part> {
  const payment = await setAside(db, tx, from, row.amount);
  // The row is locked, so this cannot happen; the check protects money.
  if (!payment) throw fail("refund_exceeds_paid");
  if (!isByHand(payment)) return { refund: await insertRefund(db, tx, row), payment, fresh: true };
  const refund = await insertRefund(db, tx, { ...row, status: "succeeded" });
  publish(refundEvent(refund, row.status));
  return { refund, payment, fresh: true };
}

// Throws `nothing_to_refund`: a refund of nothing is none.
function amountOf(lines: readonly RefundLine[], payments: readonly PaymentRow[], { capped }: RefundOf): number {
  const refundable = payments.reduce((sum, payment) => sum + leftOf(payment), 0);
  const amount = capped ? Math.min(sumOf(lines), refundable) : sumOf(lines);
  if (amount === 0) throw fail("nothing_to_refund");
  return amount;
}

const restOf = (payments: PaymentRow[], payment_id: string) =>
  payments
    .filter((payment) => payment.public_id === payment_id && leftOf(payment) > 0)
    .map((payment) => ({ payment, amount: leftOf(payment) }));

/** The payment that a refund is of. */
export const paymentOf = (payments: PaymentRow[], { payment_id }: RefundRow) =>
  payments.find(({ public_id }) => public_id === payment_id) as PaymentRow;

type NewRefund = Omit<RefundRow, "id">;

const newRefund = (
  payment: PaymentRow,
  amount: number,
  lines: readonly RefundLine[],
  request: RefundOf,
): NewRefund => ({
  ...pendingRow("ref", { ...payment, amount }),
  refund_lines: request.ledger ? JSON.stringify(lines) : null,
  goods_total: request.ledger ? goodsIn(request.ledger) : null,
  note: request.note ?? null,
  settled: 0,
  payment_id: payment.public_id,
  reference: request.reference,
  reason: request.reason ?? null,
  bank_account_id: request.bank_account_id ?? null,
});
