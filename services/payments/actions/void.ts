import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import type { OrderRef } from "../../contracts.ts";
import { isOpen } from "../payments.rules.ts";
import { params } from "../payments.schema.ts";
import { callProvider, intend } from "../provider-call.ts";
import { assertGiven, giveBack } from "../refund-requests.ts";
import { intendRefunds } from "../refunding.ts";
import { settlePayment } from "../settling.ts";
import { poisonKey } from "../store/keys.ts";
import { fetchMoney, findByRequest, lockPayments, savePayment } from "../store/payments.ts";
import type { PaymentRow } from "../store/rows.ts";

/**
 * Voids an order's open payments. With `undoes` it also undoes that step: the step is refused if it arrives later, and
 * what it has captured already is refunded. Throws `refund_declined`.
 */
export const voidPayments = action("payments.void", params.void, async (request, context) => {
  const { store_id, undoes } = request;
  const open = await intend(context, request, async ({ db, tx }) => {
    // Before the payments are read: the step has either inserted its payment by now, or is refused.
    if (undoes) await poisonKey(db, tx, store_id, undoes);
    const rows = (await lockPayments(db, tx, request)).filter(isOpen);
    for (const row of rows) await savePayment(db, tx, { ...row, voiding: 1 });
    return rows;
  });
  for (const payment of open) await release(payment, context, request.lapsed);
  if (undoes) await giveBackAll(request, undoes, context);
  return idempotent(context, request, ({ db, tx }) => fetchMoney(db, request, tx));
});

async function release(payment: PaymentRow, context: ActionContext, lapsed = false): Promise<void> {
  const answer = await callProvider(context, payment, (provider, charge, until) => provider.void(charge, until));
  await withOutbox(context.db, context, (txContext) => settlePayment(txContext, payment, answer, { lapsed }));
}

async function giveBackAll(ref: OrderRef, undoes: string, context: ActionContext): Promise<void> {
  const { db } = context;
  const parts = await withOutbox(db, context, async (txContext) => {
    const payment = await findByRequest(db, txContext.tx, ref.store_id, undoes);
    if (payment?.order_id !== ref.order_id) return [];
    const payment_id = payment.public_id;
    const back = { reference: `void/${payment_id}`, payment_id, reason: "undone" };
    return (await intendRefunds(txContext, { ...ref, ...back })).parts;
  });
  await giveBack(context, parts);
  assertGiven(await fetchMoney(db, ref), parts);
}
