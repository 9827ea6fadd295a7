import { paidTwice } from "../contracts/payments.ts";
import type {
  Dispute,
  FinancialStatus,
  OrderMoney,
  Payment,
  PaymentProvider,
  PaymentStatus,
  Refund,
} from "../contracts.ts";
import { fail } from "./payments.errors.ts";

/** The state of an order's money, derived from its payments, refunds and disputes, each oldest first. */
export function moneyOf(payments: Payment[], refunds: Refund[], disputes: Dispute[] = []): Omit<OrderMoney, "version"> {
  const captured = sum(payments.map((payment) => payment.captured));
  const refunded = sum(payments.map((payment) => payment.refunded));
  const disputed = sum(payments.map((payment) => payment.disputed));
  return {
    payments,
    refunds,
    disputes,
    authorized: sum(payments.filter(({ status }) => status === "authorized").map(({ amount }) => amount)),
    captured,
    refunded,
    disputed,
    refundable: Math.max(0, captured - refunded - disputed),
    payment_status: paymentStatusOf(payments),
    financial_status: financialStatusOf(payments, refunds),
  };
}

/** The latest payment's status; `pending` without any. */
export const paymentStatusOf = (payments: readonly Pick<Payment, "status">[]): PaymentStatus =>
  payments.at(-1)?.status ?? "pending";

/**
 * The financial status of an order. Pending refunds do not count as refunded yet; failed payments, and what was paid twice
 * and goes back, do not count at all.
 */
export function financialStatusOf(
  payments: readonly Pick<Payment, "status" | "captured">[],
  refunds: readonly (Pick<Refund, "status" | "amount"> & { reason?: string | null })[],
): FinancialStatus {
  const tried = payments.filter(({ status }) => status !== "failed");
  if (!tried.some(({ status }) => status === "captured")) {
    return tried.length > 0 && tried.every(({ status }) => status === "voided") ? "voided" : "pending";
  }
  const isSurplus = ({ reason }: { reason?: string | null }) => reason === paidTwice;
  const given = amountOf(refunds.filter((refund) => refund.status === "succeeded" && !isSurplus(refund)));
  if (given === 0) return "paid";
  const surplus = amountOf(refunds.filter((refund) => refund.status !== "failed" && isSurplus(refund)));
  return given < sum(payments.map(({ captured }) => captured)) - surplus ? "partially_refunded" : "refunded";
}

/**
 * Splits a refund over captured payments, newest first; without an amount, all that remains. Throws
 * `nothing_to_refund`, `refund_exceeds_paid`.
 */
export function splitRefund<P extends Taken>(
  payments: readonly P[],
  amount?: number,
): { payment: P; amount: number }[] {
  const refundable = sum(payments.map(leftOf));
  if (refundable === 0) throw fail("nothing_to_refund");
  if (amount !== undefined && amount > refundable) throw fail("refund_exceeds_paid");
  let rest = amount ?? refundable;
  const parts: { payment: P; amount: number }[] = [];
  for (const payment of payments.toReversed()) {
    const part = Math.min(rest, leftOf(payment));
    if (part > 0) parts.push({ payment, amount: part });
    rest -= part;
  }
  return parts;
}

/**
 * The missing part of a refund of which some parts are active and others were declined: the rest of the amount, or all
 * that remains, from payments that have no active part. Throws `nothing_to_refund`, `refund_exceeds_paid`.
 */
export function missingOf<P extends Taken & { public_id: string }>(
  payments: readonly P[],
  active: readonly Pick<Refund, "payment_id" | "amount">[],
  amount?: number,
): { payment: P; amount: number }[] {
  if (active.length === 0) return splitRefund(payments, amount);
  const others = payments.filter(({ public_id }) => !active.some(({ payment_id }) => payment_id === public_id));
  if (amount === undefined) return others.some((payment) => leftOf(payment) > 0) ? splitRefund(others) : [];
  const missing = amount - sum(active.map((part) => part.amount));
  return missing > 0 ? splitRefund(others, missing) : [];
}

// How far an open payment has come.
const progress: Partial<Record<PaymentStatus, number>> = {
  pending: 0,
  requires_action: 1,
  processing: 2,
  authorized: 3,
};

/** True while a payment is not decided, or authorized. */
export const isOpen = ({ status }: Pick<Payment, "status">): boolean => status in progress;

/** True for a payment that its payer can still confirm at its provider after it has failed here. */
export const staysOpen = (payment: { provider: PaymentProvider; provider_reference: string | null }): boolean =>
  payment.provider === "stripe" && payment.provider_reference !== null;

/** True when a payment with one status may get the other. What a provider reports may also revive one that had ended. */
export function isNext(status: PaymentStatus, next: PaymentStatus, reported = false): boolean {
  const [from, to] = [progress[status], progress[next]];
  if (from !== undefined) return to === undefined || to > from;
  if (!reported) return false;
  // It was given up here and paid there; or declined, and tried again with the provider.
  return status !== "captured" && (next === "captured" || (status === "failed" && to !== undefined && to > 0));
}

type Taken = Pick<Payment, "captured" | "refunded"> & { disputed?: number };

/** What of a payment can still be given back. */
export const leftOf = ({ captured, refunded, disputed = 0 }: Taken) => Math.max(0, captured - refunded - disputed);
const amountOf = (refunds: readonly { amount: number }[]) => sum(refunds.map(({ amount }) => amount));
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
