import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import { params } from "../payments.schemas.ts";
import { giveBack, intendRefunds } from "../refunding.ts";
import { assertGiven } from "../settling.ts";
import { commit } from "../stages.ts";
import { claimKey } from "../store/keys.ts";
import { fetchMoney } from "../store/payments.ts";

/**
 * Gives money back, from the newest payment first, once for each reference. What is declined is tried again when it is
 * asked for again, by the same key too: a decline is no final answer.
 * Throws `nothing_to_refund`, `refund_exceeds_paid`, `refund_declined`.
 */
export const refund = action("payments.refund", params.refund, async (request, handling) => {
  const { db, action: name } = handling;
  const intended = await commit(handling, async (changing) => {
    await claimKey(db, changing.tx, name, request);
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
