import type { ActionContext } from "../../mixins/actions/action.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import type { OrderMoney, OrderRef, Refund } from "../contracts.ts";
import { fail } from "./payments.errors.ts";
import { missingOf } from "./payments.rules.ts";
import { callProvider } from "./provider-call.ts";
import type { Provider } from "./providers/provider.ts";
import { settleRefund } from "./settling.ts";
import { lockPayments, setAside } from "./store/payments.ts";
import { findRefunds, freeReference, insertRefund, refundedBefore } from "./store/refunds.ts";
import { type PaymentRow, pendingRow, type RefundRow } from "./store/rows.ts";

/** A refund request. */
export interface RefundOf extends OrderRef {
  reference: string;
  amount?: number;
  reason?: string;
  /** The bank account to transfer to, instead of the source of the payment. */
  bank_account_id?: string;
  /** Refunds only what remains of this payment. */
  payment_id?: string;
}

interface Part {
  refund: RefundRow;
  payment: PaymentRow;
}

/**
 * Reserves the money of a refund under a reference. Its pending and successful parts count; declined parts are
 * attempted once more as new refunds. Throws `nothing_to_refund`, `refund_exceeds_paid`.
 */
export async function intendRefunds({ db, tx }: TransactionContext, request: RefundOf): Promise<Part[]> {
  const payments = await lockPayments(db, tx, request);
  const known = await findRefunds(db, tx, request, request.reference);
  const declined = known.filter(({ status }) => status === "failed");
  const active = known.filter(({ status }) => status !== "failed");
  const parts = active.map((refund) => ({ refund, payment: paymentOf(payments, refund) }));
  // Nothing is missing, whatever has been paid since.
  if (active.length > 0 && declined.length === 0) return parts;
  const missing = request.payment_id
    ? restOf(payments, request.payment_id)
    : missingOf(payments, active, request.amount);
  for (const refund of declined) await freeReference(db, tx, refund);
  for (const { payment, amount } of missing) {
    // The row is locked, so this cannot happen; the check protects money.
    if (!(await setAside(db, tx, payment, amount))) throw fail("refund_exceeds_paid");
    parts.push({ refund: await insertRefund(db, tx, newRefund(payment, amount, request)), payment });
  }
  return parts;
}

/** A refund and its provider's answer. */
interface Answered {
  refund: RefundRow;
  answer: Awaited<ReturnType<Provider["refund"]>>;
}

/**
 * Requests the pending refunds from their providers; returns the answers that are not recorded yet. A decline is recorded
 * at once, and then so are the others: the result of the request is not. Throws `service_unavailable`.
 */
export async function askForRefunds(context: ActionContext, parts: readonly Part[]): Promise<Answered[]> {
  const given: Answered[] = [];
  let declined = false;
  for (const { refund, payment } of parts) {
    if (refund.status !== "pending") continue;
    const { public_id: id, amount, bank_account_id } = refund;
    // Only Stripe's amounts depend on it.
    const before = payment.provider === "stripe" ? await refundedBefore(context.db, refund) : 0;
    const back = { id, amount, bank_account_id, before };
    const answer = await callProvider(
      context,
      payment,
      (provider, charge, until) => provider.refund(charge, back, until),
      id,
    );
    const isDeclined = "declined" in answer;
    declined ||= isDeclined;
    if (isDeclined) await settleAll(context, [{ refund, answer }]);
    else given.push({ refund, answer });
  }
  if (!declined) return given;
  await settleAll(context, given);
  return [];
}

/** Requests the pending refunds from their providers and records each outcome. Throws `service_unavailable`. */
export const giveBack = async (context: ActionContext, parts: readonly Part[]): Promise<void> =>
  settleAll(context, await askForRefunds(context, parts));

async function settleAll(context: ActionContext, answered: readonly Answered[]): Promise<void> {
  if (answered.length === 0) return;
  await withOutbox(context.db, context, async (txContext) => {
    for (const { refund, answer } of answered) await settleRefund(txContext, refund, answer);
  });
}

/** The refunds of these parts as they stand by now. Throws `refund_declined`. */
export function assertGiven({ refunds }: OrderMoney, parts: readonly Part[]): Refund[] {
  const ours = refunds.filter(({ id }) => parts.some(({ refund }) => refund.public_id === id));
  if (ours.some(({ status }) => status === "failed")) throw fail("refund_declined");
  return ours;
}

const restOf = (payments: PaymentRow[], payment_id: string) =>
  payments
    .filter(({ public_id, captured, refunded }) => public_id === payment_id && captured > refunded)
    .map((payment) => ({ payment, amount: payment.captured - payment.refunded }));

const paymentOf = (payments: PaymentRow[], { payment_id }: RefundRow) =>
  payments.find(({ public_id }) => public_id === payment_id) as PaymentRow;

const newRefund = (payment: PaymentRow, amount: number, request: RefundOf): Omit<RefundRow, "id"> => ({
  ...pendingRow("ref", { ...payment, amount }),
  payment_id: payment.public_id,
  reference: request.reference,
  reason: request.reason ?? null,
  bank_account_id: request.bank_account_id ?? null,
});
