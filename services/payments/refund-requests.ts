import type { ActionContext } from "../../mixins/actions/action.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import type { OrderMoney, OrderRef, Refund } from "../contracts.ts";
import { fail } from "./payments.errors.ts";
import { callProvider } from "./provider-call.ts";
import type { Provider } from "./providers/provider.ts";
import { type Part, paymentOf } from "./refunding.ts";
import { settleLocked, settleRefund } from "./settling.ts";
import { lockPayments, moneyIn } from "./store/payments.ts";
import { refundedBefore, refundsOf } from "./store/refunds.ts";
import type { RefundRow } from "./store/rows.ts";

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
  for (const { refund, payment, fresh = false } of parts) {
    // One that the provider knows of is decided by what it says later.
    if (refund.status !== "pending" || refund.provider_reference !== null) continue;
    const { public_id: id, amount, bank_account_id } = refund;
    // Only Stripe's amounts depend on it.
    const before = payment.provider === "stripe" ? await refundedBefore(context.db, refund) : 0;
    const back = { id, amount, bank_account_id, before, repeated: !fresh };
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

/** Records the answers of providers about refunds of an order, none of them declined; returns the order's money then. */
export async function settleGiven(
  txContext: TransactionContext,
  of: OrderRef,
  answered: readonly Answered[],
): Promise<OrderMoney> {
  const { db, tx } = txContext;
  const payments = await lockPayments(db, tx, of);
  const refunds = await refundsOf(db, tx, of);
  for (const { refund, answer } of answered) {
    const place = refunds.findIndex(({ id }) => id === refund.id);
    const row = refunds[place];
    if (row) refunds[place] = (await settleLocked(txContext, paymentOf(payments, row), row, answer)) ?? row;
  }
  return moneyIn(db, of, { payments, refunds }, tx);
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
