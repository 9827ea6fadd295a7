import { action, type Handling } from "../../../mixins/action.ts";
import { type Changing, change } from "../../../mixins/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schemas.ts";
import { giveBack, intendRefunds } from "../refunding.ts";
import { assertGiven } from "../settling.ts";
import { commit } from "../stages.ts";
import { findAccount } from "../store/bank-accounts.ts";
import { claimKey } from "../store/keys.ts";
import { fetchMoney } from "../store/payments.ts";

/**
 * Gives money back, from the newest payment first, once for each reference. What is declined is tried again when it is
 * asked for again, by the same key too: a decline is no final answer.
 * Throws `nothing_to_refund`, `refund_exceeds_paid`, `refund_declined`, `bank_account_invalid`.
 */
export const refund = action("payments.refund", params.refund, async (request, handling) => {
  const { db, action: name } = handling;
  const intended = await commit(handling, async (changing) => {
    const known = await claimKey(db, changing.tx, name, request);
    if (!known) await assertPaysOut(handling, changing, request);
    return intendRefunds(handling, changing, request);
  });
  await giveBack(handling, intended);
  const ids = new Set(intended.map(({ refund }) => refund.public_id));
  return change(handling, request, async ({ tx }) => {
    const money = await fetchMoney(db, request, tx);
    const refunds = money.refunds.filter(({ id }) => ids.has(id));
    // Within the change, so that nothing is recorded of it.
    assertGiven(refunds);
    return { refunds, money };
  });
});

async function assertPaysOut(
  { db }: Handling,
  { tx }: Changing,
  { store_id, bank_account_id }: ActionParams<"payments.refund">,
): Promise<void> {
  if (bank_account_id === undefined) return;
  const account = await findAccount(db, store_id, bank_account_id, tx);
  if (account?.status !== "verified") throw fail("bank_account_invalid");
}
