import type { ActionContext } from "../../mixins/actions/action.ts";
import { groupCommit } from "../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { notConfirmedInTime } from "../contracts/payments.ts";
import type { EventName, OrderRef, Payment, Write } from "../contracts.ts";
import { fail } from "./payments.errors.ts";
import { isNext, staysOpen } from "./payments.rules.ts";
import type { ChargeState, Declined, RefundOutcome } from "./providers/provider.ts";
import { goodsIn } from "./refund-lines.rules.ts";
import { keepClosing } from "./store/closings.ts";
import { lockPayment, putBack, savePayment, setAside } from "./store/payments.ts";
import { lockRefund, saveRefund, toLines } from "./store/refunds.ts";
import { type PaymentRow, type RefundRow, toPayment } from "./store/rows.ts";

/**
 * Records how a request about a payment ended: with a provider's outcome, or without one as the payment stands by now.
 * Throws why the payment was not made: `payment_declined`, `payment_voided`.
 */
export async function conclude(
  context: ActionContext,
  request: Write & OrderRef & { placing?: boolean },
  intent: PaymentRow,
  answer: ChargeState | Declined | undefined,
): Promise<Payment> {
  const payment = await groupCommit(context, request, request.order_id, async (txContext) => {
    if (answer) return toPayment(await settlePayment(txContext, intent, answer, { placing: request.placing }));
    return toPayment(await lockPayment(txContext.db, txContext.tx, request, intent.public_id));
  });
  if (payment.status === "failed") throw fail("payment_declined");
  if (payment.status === "voided") throw fail("payment_voided");
  return payment;
}

/** How an outcome is recorded. */
interface Settling {
  /** The order is created with this payment, and its timeline tells of it from then on. */
  placing?: boolean;
  /** The provider said so by itself. */
  reported?: boolean;
  /** What is let go is recorded as failed: it was not confirmed in time. */
  lapsed?: boolean;
}

/**
 * Records a provider's outcome of a payment and publishes it. A payment that has ended meanwhile stays as it is, unless
 * the provider reports otherwise. Throws `payment_voided` for a payment that was declined while it is being voided: the void
 * records how it ended.
 */
export async function settlePayment(
  { db, tx, publish }: TransactionContext,
  known: PaymentRow,
  answer: ChargeState | Declined,
  { placing, reported, lapsed }: Settling = {},
): Promise<PaymentRow> {
  const row = await lockPayment(db, tx, known, known.public_id);
  const changes = changesBy(row, answer, lapsed);
  if (!isNext(row.status, changes.status, reported)) return row;
  if (row.voiding && "declined" in answer && !reported) throw fail("payment_voided");
  const settled = { ...row, ...changes, version: row.version + 1, updated_at: Date.now() };
  await savePayment(db, tx, settled);
  if ("declined" in answer && staysOpen(settled)) await keepClosing(db, tx, settled);
  publish(paymentEvent(row, settled, { placing: placing && settled.status === "captured", reported }));
  return settled;
}

function changesBy(row: PaymentRow, answer: ChargeState | Declined, lapsed = false) {
  const none = { capturing: null, next_action: null };
  if ("declined" in answer) return { ...none, status: "failed" as const, error: answer.declined.slice(0, 500) };
  const { state, captured, reference, action = null } = answer;
  const provider_reference = reference ?? row.provider_reference;
  if (lapsed && state === "voided")
    return { ...none, status: "failed" as const, error: notConfirmedInTime, provider_reference };
  const next_action = state === "requires_action" && action ? JSON.stringify(action) : null;
  return { ...none, status: state, captured, provider_reference, next_action, error: null };
}

const eventOf = {
  pending: "payment.failed",
  requires_action: "payment.requires_action",
  processing: "payment.processing",
  authorized: "payment.authorized",
  captured: "payment.captured",
  failed: "payment.failed",
  voided: "payment.voided",
} as const satisfies Record<Payment["status"], EventName>;

function paymentEvent(before: PaymentRow, after: PaymentRow, { placing, reported }: Settling) {
  const { store_id, tenant_id, public_id, order_id, currency, status, captured, version } = after;
  return {
    name: eventOf[status],
    store_id,
    tenant_id,
    aggregate: { type: "payment", id: public_id, version },
    data: {
      order_id,
      amount: status === "captured" ? captured : after.amount,
      currency,
      before: { status: before.status, captured: before.captured },
      after: { status, captured },
      ...(placing ? { placing } : {}),
      ...(reported ? { reported } : {}),
    },
  };
}

/**
 * Records a provider's outcome of a refund and publishes it; the reserved money of a declined one is released. What the
 * provider reports also changes one that had ended. False when there is not as much left to give back.
 */
export async function settleRefund(
  txContext: TransactionContext,
  known: RefundRow,
  answer: RefundOutcome | Declined,
  reported = false,
): Promise<boolean> {
  const { db, tx } = txContext;
  const payment = await lockPayment(db, tx, known, known.payment_id);
  return (await settleLocked(txContext, payment, await lockRefund(db, tx, known), answer, reported)) !== undefined;
}

/** The same of a locked payment and refund; returns the refund then, undefined when there is not as much left. */
export async function settleLocked(
  { db, tx, publish }: TransactionContext,
  payment: PaymentRow,
  row: RefundRow,
  answer: RefundOutcome | Declined,
  reported = false,
): Promise<RefundRow | undefined> {
  const status = "declined" in answer ? "failed" : answer.pending ? "pending" : "succeeded";
  const provider_reference = "declined" in answer ? row.provider_reference : answer.reference;
  const isNews =
    status !== row.status && (row.status === "pending" || (reported && status !== "pending" && !row.settled));
  if (!isNews && (row.status !== "pending" || provider_reference === row.provider_reference)) return row;
  if (row.status === "failed" && !(await setAside(db, tx, payment, row.amount, reported ? "reported" : "asked")))
    return undefined;
  const error = "declined" in answer ? answer.declined.slice(0, 500) : null;
  const changes = { status, error, provider_reference } as const;
  const settled = { ...row, ...changes, version: row.version + 1, updated_at: Date.now() };
  await saveRefund(db, tx, settled);
  if (settled.status === "failed") await putBack(db, tx, payment, row.amount);
  if (isNews) publish(refundEvent(settled, row.status, reported));
  return settled;
}

/** The event of a refund that has ended. */
export function refundEvent(row: RefundRow, before: RefundRow["status"], reported = false) {
  const { store_id, tenant_id, public_id, version, order_id, amount, currency, status, goods_total } = row;
  // Nothing of the goods was given back by one that fails at once.
  const isWithGoods = goods_total !== null && (status !== "failed" || before === "succeeded");
  const goods = isWithGoods ? { goods: { amount: goodsIn(toLines(row.refund_lines) ?? []), of: goods_total } } : {};
  return {
    name: status === "failed" ? ("refund.failed" as const) : ("refund.succeeded" as const),
    store_id,
    tenant_id,
    aggregate: { type: "refund", id: public_id, version },
    data: {
      order_id,
      amount,
      currency,
      ...goods,
      before: { status: before },
      after: { status },
      ...(reported ? { reported: true as const } : {}),
    },
  };
}
