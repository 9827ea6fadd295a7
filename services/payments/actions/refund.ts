import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { intend } from "../provider-call.ts";
import { assertGiven, giveBack, intendRefunds } from "../refunding.ts";
import { findAccount } from "../store/bank-accounts.ts";
import { fetchMoney } from "../store/payments.ts";

/**
 * Refunds money, from the newest payment first, once for each reference. A retry attempts declined refunds again, also
 * with the same key: a decline is not final. Throws `nothing_to_refund`, `refund_exceeds_paid`, `refund_declined`,
 * `bank_account_invalid`.
 */
export const refund = action("payments.refund", params.refund, async (request, context) => {
  const { store_id, bank_account_id } = request;
  const intended = await intend(context, request, async (txContext, isRepeated) => {
    if (!isRepeated && bank_account_id !== undefined) {
      const account = await findAccount(txContext.db, store_id, bank_account_id, txContext.tx);
      if (account?.status !== "verified") throw fail("bank_account_invalid");
    }
    return intendRefunds(txContext, request);
  });
  await giveBack(context, intended);
  return idempotent(context, request, async ({ db, tx }) => {
    const money = await fetchMoney(db, request, tx);
    // Inside the transaction, so that a declined refund leaves no idempotency record.
    return { refunds: assertGiven(money, intended), money };
  });
});
