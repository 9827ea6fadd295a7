import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import { type TransactionContext, Unfinished } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams, OrderMoney } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { askForRefunds, assertGiven, settleGiven } from "../refund-requests.ts";
import { intendRefunds } from "../refunding.ts";
import { findAccount } from "../store/bank-accounts.ts";
import { claimKey } from "../store/keys.ts";
import { moneyIn } from "../store/payments.ts";

/**
 * Refunds money, from the newest payment first, once for each reference. A retry attempts declined refunds again, also
 * with the same key: a decline is not final. Throws `nothing_to_refund`, `refund_exceeds_paid`, `refund_declined`,
 * `bank_account_invalid`; with `if_money_version` also `money_changed`, before anything is given.
 */
export const refund = action("payments.refund", params.refund, async (request, context) => {
  const begun = await groupCommit(context, request, request.order_id, async (txContext) => {
    await claim(request, context, txContext);
    const intended = await intendRefunds(txContext, request);
    const { parts } = intended;
    const isGiven = parts.every(({ refund }) => refund.status !== "pending");
    return isGiven
      ? resultOf(await moneyIn(txContext.db, request, intended, txContext.tx), parts)
      : new Unfinished(parts);
  });
  if (!(begun instanceof Unfinished)) return begun;
  const { stage: parts } = begun;
  const answered = await askForRefunds(context, parts);
  return groupCommit(context, request, request.order_id, async (txContext) =>
    resultOf(await settleGiven(txContext, request, answered), parts),
  );
});

type Request = ActionParams<"payments.refund">;

async function claim(request: Request, { action: name }: ActionContext, { db, tx }: TransactionContext): Promise<void> {
  const isRepeated = await claimKey(db, tx, name, request);
  if (isRepeated || request.bank_account_id === undefined) return;
  const account = await findAccount(db, request.store_id, request.bank_account_id, tx);
  if (account?.status !== "verified") throw fail("bank_account_invalid");
}

// Inside the transaction, so that a declined refund leaves no idempotency record.
const resultOf = (money: OrderMoney, parts: Parameters<typeof assertGiven>[1]) => ({
  refunds: assertGiven(money, parts),
  money,
});
