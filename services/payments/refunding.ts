import type { ActionContext } from "../../mixins/actions/action.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { OrderRef } from "../contracts.ts";
import { fail } from "./payments.errors.ts";
import { missingOf } from "./payments.rules.ts";
import { callProvider, commit } from "./provider-call.ts";
import { providerOf } from "./providers/index.ts";
import { settleRefund } from "./settling.ts";
import { lockPayments, setAside } from "./store/payments.ts";
import { findRefunds, freeReference, insertRefund } from "./store/refunds.ts";
import { type PaymentRow, type RefundRow, toCharge } from "./store/rows.ts";

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
export async function intendRefunds(
  { db }: ActionContext,
  { tx }: TransactionContext,
  request: RefundOf,
): Promise<Part[]> {
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

/** Requests the pending refunds from their providers and records each outcome. Throws `service_unavailable`. */
export async function giveBack(context: ActionContext, parts: readonly Part[]): Promise<void> {
  for (const { refund, payment } of parts) {
    if (refund.status !== "pending") continue;
    const provider = providerOf(context.db, payment.provider);
    const { public_id: id, amount, bank_account_id } = refund;
    const back = { id, amount, bank_account_id };
    const answer = await callProvider(context, id, (until) => provider.refund(toCharge(payment), back, until));
    await commit(context, (txContext) => settleRefund(context.db, txContext, refund, answer));
  }
}

const restOf = (payments: PaymentRow[], payment_id: string) =>
  payments
    .filter(({ public_id, captured, refunded }) => public_id === payment_id && captured > refunded)
    .map((payment) => ({ payment, amount: payment.captured - payment.refunded }));

const paymentOf = (payments: PaymentRow[], { payment_id }: RefundRow) =>
  payments.find(({ public_id }) => public_id === payment_id) as PaymentRow;

function newRefund(
  payment: PaymentRow,
  amount: number,
  { reference, reason, bank_account_id }: RefundOf,
): Omit<RefundRow, "id"> {
  const now = Date.now();
  const { store_id, tenant_id, order_id, currency } = payment;
  return {
    public_id: newId("ref"),
    store_id,
    tenant_id,
    order_id,
    status: "pending",
    amount,
    currency,
    provider_reference: null,
    error: null,
    version: 1,
    created_at: now,
    updated_at: now,
    payment_id: payment.public_id,
    reference,
    reason: reason ?? null,
    bank_account_id: bank_account_id ?? null,
  };
}
