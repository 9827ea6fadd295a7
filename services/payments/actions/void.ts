import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams, OrderRef } from "../../contracts.ts";
import { isOpen } from "../payments.rules.ts";
import { params } from "../payments.schema.ts";
import { callProvider, commit } from "../provider-call.ts";
import { providerOf } from "../providers/index.ts";
import { giveBack, intendRefunds } from "../refunding.ts";
import { assertGiven, settlePayment } from "../settling.ts";
import { claimKey, poisonKey } from "../store/keys.ts";
import { fetchMoney, findByRequest, lockPayments, savePayment } from "../store/payments.ts";
import { type PaymentRow, toCharge } from "../store/rows.ts";

/**
 * Voids an order's open payments. With `undoes` it also undoes that step: the step is refused if it arrives later, and
 * what it has captured already is refunded. Throws `refund_declined`.
 */
export const voidPayments = action("payments.void", params.void, async (request, context) => {
  const { db } = context;
  for (const payment of await intend(request, context)) await release(payment, context);
  if (request.undoes) await giveBackAll(request, request.undoes, context);
  return idempotent(context, request, ({ tx }) => fetchMoney(db, request, tx));
});

function intend(request: ActionParams<"payments.void">, context: ActionContext): Promise<PaymentRow[]> {
  const { db, action: name } = context;
  return commit(context, async ({ tx }) => {
    await claimKey(db, tx, name, request);
    // Before the payments are read: the step has either inserted its payment by now, or is refused.
    if (request.undoes) await poisonKey(db, tx, request.store_id, request.undoes);
    const open = (await lockPayments(db, tx, request)).filter(isOpen);
    for (const row of open) await savePayment(db, tx, { ...row, voiding: 1 });
    return open;
  });
}

async function release(payment: PaymentRow, context: ActionContext): Promise<void> {
  const provider = providerOf(context.db, payment.provider);
  const answer = await callProvider(context, payment.public_id, (until) => provider.void(toCharge(payment), until));
  await commit(context, (txContext) => settlePayment(context.db, txContext, payment, answer));
}

async function giveBackAll(ref: OrderRef, undoes: string, context: ActionContext): Promise<void> {
  const { db } = context;
  const parts = await commit(context, async (txContext) => {
    const payment = await findByRequest(db, txContext.tx, ref.store_id, undoes);
    if (payment?.order_id !== ref.order_id) return [];
    const payment_id = payment.public_id;
    return intendRefunds(context, txContext, {
      ...ref,
      reference: `void/${payment_id}`,
      payment_id,
      reason: "undone",
    });
  });
  await giveBack(context, parts);
  const { refunds } = await fetchMoney(db, ref);
  assertGiven(refunds.filter(({ id }) => parts.some(({ refund }) => refund.public_id === id)));
}
