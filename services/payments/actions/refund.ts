import { action } from "../../../mixins/actions/action.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { intend } from "../provider-call.ts";
import { askForRefunds, assertGiven, intendRefunds } from "../refunding.ts";
import { settleRefund } from "../settling.ts";
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
  const answered = await askForRefunds(context, intended);
  return groupCommit(context, request, request.order_id, async (txContext) => {
    for (const { refund: row, answer } of answered) await settleRefund(txContext, row, answer);
    const money = await fetchMoney(txContext.db, request, txContext.tx);
    // Inside the transaction, so that a declined refund leaves no idempotency record.
    return { refunds: assertGiven(money, intended), money };
  });
});
