import { action, type Handling } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import type { ActionParams, OrderRef } from "../../contracts.ts";
import { isOpen } from "../payments.rules.ts";
import { params } from "../payments.schemas.ts";
import { providerOf } from "../providers/index.ts";
import { giveBack, intendRefunds } from "../refunding.ts";
import { assertGiven, settlePayment } from "../settling.ts";
import { ask, commit } from "../stages.ts";
import { claimKey, poisonKey } from "../store/keys.ts";
import { fetchMoney, findByRequest, lockPayments, savePayment } from "../store/payments.ts";
import { type PaymentRow, toCharge } from "../store/rows.ts";

/**
 * Lets go of what is held. With `undoes` also of what that step may still hold: if it has not come it is refused when
 * it comes, and what it has taken already is given back. Throws `refund_declined`.
 */
export const voidPayments = action("payments.void", params.void, async (request, handling) => {
  const { db } = handling;
  for (const payment of await intend(request, handling)) await letGo(payment, handling);
  if (request.undoes) await giveBackAll(request, request.undoes, handling);
  return change(handling, request, ({ tx }) => fetchMoney(db, request, tx));
});

function intend(request: ActionParams<"payments.void">, handling: Handling): Promise<PaymentRow[]> {
  const { db, action: name } = handling;
  return commit(handling, async ({ tx }) => {
    await claimKey(db, tx, name, request);
    // Before the payments are read: the step has come with its payment by then, or comes too late.
    if (request.undoes) await poisonKey(db, tx, request.store_id, request.undoes);
    const open = (await lockPayments(db, tx, request)).filter(isOpen);
    for (const row of open) await savePayment(db, tx, { ...row, voiding: 1 });
    return open;
  });
}

async function letGo(payment: PaymentRow, handling: Handling): Promise<void> {
  const provider = providerOf(handling.db, payment.provider);
  const answer = await ask(handling, payment.public_id, (until) => provider.void(toCharge(payment), until));
  await commit(handling, (changing) => settlePayment(handling.db, changing, payment, answer));
}

async function giveBackAll(ref: OrderRef, undoes: string, handling: Handling): Promise<void> {
  const { db } = handling;
  const parts = await commit(handling, async (changing) => {
    const payment = await findByRequest(db, changing.tx, ref.store_id, undoes);
    if (payment?.order_id !== ref.order_id) return [];
    const payment_id = payment.public_id;
    return intendRefunds(handling, changing, {
      ...ref,
      reference: `void/${payment_id}`,
      payment_id,
      reason: "undone",
    });
  });
  await giveBack(handling, parts);
  const { refunds } = await fetchMoney(db, ref);
  assertGiven(refunds.filter(({ id }) => parts.some(({ refund }) => refund.public_id === id)));
}
