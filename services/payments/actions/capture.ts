import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { assertWithin, isOpen } from "../payments.rules.ts";
import { params } from "../payments.schema.ts";
import { callProvider, commit } from "../provider-call.ts";
import { providerOf } from "../providers/index.ts";
import { madeOrRefused, settlePayment } from "../settling.ts";
import { claimKey } from "../store/keys.ts";
import { lockPayment, savePayment } from "../store/payments.ts";
import { type PaymentRow, toCharge, toPayment } from "../store/rows.ts";

/**
 * Captures an authorized amount, or records that the merchant has the money. Throws `payment_not_found`,
 * `payment_not_capturable`, `capture_exceeds_authorized`, `payment_declined`, `payment_voided`.
 */
export const capture = action("payments.capture", params.capture, async (request, context) => {
  const { db } = context;
  const intent = await intend(request, context);
  const amount = intent.capturing;
  const provider = providerOf(db, intent.provider);
  const answer =
    amount === null
      ? undefined
      : await callProvider(context, intent.public_id, (until) => provider.capture(toCharge(intent), amount, until));
  const payment = await idempotent(context, request, async (txContext) => {
    if (answer) return toPayment(await settlePayment(db, txContext, intent, answer));
    return toPayment(await lockPayment(db, txContext.tx, request, request.payment_id));
  });
  return madeOrRefused(payment);
});

function intend(request: ActionParams<"payments.capture">, context: ActionContext): Promise<PaymentRow> {
  const { db, action: name } = context;
  return commit(context, async ({ tx }) => {
    const repeated = await claimKey(db, tx, name, request);
    const row = await lockPayment(db, tx, request, request.payment_id);
    // A retry of this request: its capture is resumed, or has ended already.
    if (repeated) return row;
    if (!isCapturable(row)) throw fail("payment_not_capturable");
    const capturing = request.amount ?? row.amount;
    assertWithin(capturing, row.amount);
    const intent = { ...row, capturing };
    await savePayment(db, tx, intent);
    return intent;
  });
}

// A provider's pending payment is still being authorized; a pending payment of the merchant's own can be captured.
function isCapturable(row: PaymentRow): boolean {
  const waits = row.status === "authorized" || (row.provider !== "sandbox" && row.provider !== "stripe");
  return isOpen(row) && waits && row.capturing === null && !row.voiding;
}
