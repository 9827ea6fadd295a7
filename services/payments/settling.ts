import type { ActionContext } from "../../mixins/actions/action.ts";
import { groupCommit } from "../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { EventName, OrderRef, Payment, Write } from "../contracts.ts";
import { fail } from "./payments.errors.ts";
import { isOpen } from "./payments.rules.ts";
import type { ChargeState, Declined } from "./providers/provider.ts";
import { goodsIn } from "./refund-lines.rules.ts";
import { lockPayment, putBack, savePayment } from "./store/payments.ts";
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
    if (answer) return toPayment(await settlePayment(txContext, intent, answer, request.placing));
    return toPayment(await lockPayment(txContext.db, txContext.tx, request, intent.public_id));
  });
  if (payment.status === "failed") throw fail("payment_declined");
  if (payment.status === "voided") throw fail("payment_voided");
  return payment;
}

/**
 * Records a provider's outcome of a payment and publishes it. A payment that has ended meanwhile stays as it is. Throws
 * `payment_voided` for a payment that was declined while it is being voided: the void records how it ended.
 */
export async function settlePayment(
  { db, tx, publish }: TransactionContext,
  known: PaymentRow,
  answer: ChargeState | Declined,
  placing = false,
): Promise<PaymentRow> {
  const row = await lockPayment(db, tx, known, known.public_id);
  if (!isOpen(row) || isStale(row, answer)) return row;
  if (row.voiding && "declined" in answer) throw fail("payment_voided");
  const settled = { ...row, ...changesBy(row, answer), version: row.version + 1, updated_at: Date.now() };
  await savePayment(db, tx, settled);
  if (settled.status !== row.status) publish(paymentEvent(row, settled, placing && settled.status === "captured"));
  return settled;
}

function changesBy(row: PaymentRow, answer: ChargeState | Declined): Partial<PaymentRow> {
  if ("declined" in answer) return { status: "failed", error: answer.declined.slice(0, 500), capturing: null };
  const { state: status, captured, reference } = answer;
  return { status, captured, provider_reference: reference ?? row.provider_reference, capturing: null };
}

// The late answer to an earlier call must not overwrite an operation that has started since.
const isStale = (row: PaymentRow, answer: ChargeState | Declined) =>
  "state" in answer && (answer.state === "pending" || answer.state === row.status);

const eventOf = {
  pending: "payment.failed",
  authorized: "payment.authorized",
  captured: "payment.captured",
  failed: "payment.failed",
  voided: "payment.voided",
} as const satisfies Record<Payment["status"], EventName>;

function paymentEvent(before: PaymentRow, after: PaymentRow, placing: boolean) {
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
    },
  };
}

/** Records a provider's outcome of a refund and publishes it; the reserved money of a declined one is released. */
export async function settleRefund(
  { db, tx, publish }: TransactionContext,
  known: RefundRow,
  answer: { reference: string | null } | Declined,
): Promise<void> {
  const payment = await lockPayment(db, tx, known, known.payment_id);
  const row = await lockRefund(db, tx, known);
  if (row.status !== "pending") return;
  const changes: Partial<RefundRow> =
    "declined" in answer
      ? { status: "failed", error: answer.declined.slice(0, 500) }
      : { status: "succeeded", provider_reference: answer.reference };
  const settled = { ...row, ...changes, version: row.version + 1, updated_at: Date.now() };
  await saveRefund(db, tx, settled);
  if (settled.status === "failed") await putBack(db, tx, payment, row.amount);
  publish(refundEvent(settled, "pending"));
}

/** The event of a refund that has ended. */
export function refundEvent(row: RefundRow, before: RefundRow["status"]) {
  const { store_id, tenant_id, public_id, version, order_id, amount, currency, status, goods_total } = row;
  const goods =
    goods_total === null ? {} : { goods: { amount: goodsIn(toLines(row.refund_lines) ?? []), of: goods_total } };
  return {
    name: status === "failed" ? ("refund.failed" as const) : ("refund.succeeded" as const),
    store_id,
    tenant_id,
    aggregate: { type: "refund", id: public_id, version },
    data: { order_id, amount, currency, ...goods, before: { status: before }, after: { status } },
  };
}
