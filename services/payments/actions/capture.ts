import { action } from "../../../mixins/actions/action.ts";
import { fail } from "../payments.errors.ts";
import { isOpen } from "../payments.rules.ts";
import { params } from "../payments.schema.ts";
import { callProvider, intend } from "../provider-call.ts";
import { isByHand } from "../providers/index.ts";
import { conclude } from "../settling.ts";
import { lockPayment, savePayment } from "../store/payments.ts";
import type { PaymentRow } from "../store/rows.ts";

/**
 * Captures an authorized amount, or records that the merchant has the money. Throws `payment_not_found`,
 * `payment_not_capturable`, `capture_exceeds_authorized`, `payment_declined`, `payment_voided`.
 */
export const capture = action("payments.capture", params.capture, async (request, context) => {
  const intent = await intend(context, request, async ({ db, tx }, isRepeated) => {
    const row = await lockPayment(db, tx, request, request.payment_id);
    // A retry of this request: its capture is resumed, or has ended already.
    if (isRepeated) return row;
    if (!isCapturable(row)) throw fail("payment_not_capturable");
    const capturing = request.amount ?? row.amount;
    if (capturing > row.amount) throw fail("capture_exceeds_authorized");
    await savePayment(db, tx, { ...row, capturing });
    return { ...row, capturing };
  });
  const amount = intent.capturing;
  const answer =
    amount === null
      ? undefined
      : await callProvider(context, intent, (provider, charge, until) => provider.capture(charge, amount, until));
  return conclude(context, request, intent, answer);
});

// A provider's pending payment is still being authorized; a pending payment of the merchant's own can be captured.
function isCapturable(row: PaymentRow): boolean {
  const waits = row.status === "authorized" || isByHand(row);
  return isOpen(row) && waits && row.capturing === null && !row.voiding;
}
