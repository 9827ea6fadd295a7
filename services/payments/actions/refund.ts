import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { commit } from "../provider-call.ts";
import { giveBack, intendRefunds } from "../refunding.ts";
import { assertGiven } from "../settling.ts";
import { findAccount } from "../store/bank-accounts.ts";
import { claimKey } from "../store/keys.ts";
import { fetchMoney } from "../store/payments.ts";

/**
 * Refunds money, from the newest payment first, once for each reference. A retry attempts declined refunds again, also
 * with the same key: a decline is not final. Throws `nothing_to_refund`, `refund_exceeds_paid`, `refund_declined`,
 * `bank_account_invalid`.
 */
export const refund = action("payments.refund", params.refund, async (request, context) => {
  const { db, action: name } = context;
  const intended = await commit(context, async (txContext) => {
    const known = await claimKey(db, txContext.tx, name, request);
    if (!known) await assertPaysOut(context, txContext, request);
    return intendRefunds(context, txContext, request);
  });
  await giveBack(context, intended);
  const ids = new Set(intended.map(({ refund }) => refund.public_id));
  return idempotent(context, request, async ({ tx }) => {
    const money = await fetchMoney(db, request, tx);
    const refunds = money.refunds.filter(({ id }) => ids.has(id));
    // Inside the transaction, so that a declined refund leaves no idempotency record.
    assertGiven(refunds);
    return { refunds, money };
  });
});

async function assertPaysOut(
  { db }: ActionContext,
  { tx }: TransactionContext,
  { store_id, bank_account_id }: ActionParams<"payments.refund">,
): Promise<void> {
  if (bank_account_id === undefined) return;
  const account = await findAccount(db, store_id, bank_account_id, tx);
  if (account?.status !== "verified") throw fail("bank_account_invalid");
}
