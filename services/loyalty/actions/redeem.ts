import { action } from "../../../mixins/actions/action.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams } from "../../contracts.ts";
import { type AccountLedger, post } from "../account-ledger.ts";
import { fail } from "../loyalty.errors.ts";
import { rewardText } from "../loyalty.rules.ts";
import { params } from "../loyalty.schema.ts";
import { changePoints } from "../point-transaction.ts";
import { worthOf } from "../program.rules.ts";
import { insertRedemption, toRedemption } from "../store/redemptions.ts";

/**
 * Redeems points for a reward; with an order, the reward is spent on it at once. Throws `customer_not_found`,
 * `loyalty_disabled`, `insufficient_points`, `order_not_discountable`.
 */
export const redeem = action("loyalty.redeem", params.redeem, (request, context) =>
  changePoints(context, request, (ledger) => redeemFrom(ledger, request), request.order_id),
);

async function redeemFrom(ledger: AccountLedger, request: ActionParams<"loyalty.redeem">) {
  const { account, program, now } = ledger;
  const { points, reward_type, order_id = null, currency_decimals: decimals } = request;
  if (!program.enabled) throw fail("loyalty_disabled");
  const reward_value = worthOf(program, points, decimals);
  if (reward_value === 0) throw fail("insufficient_points");
  const public_id = request.redemption_id ?? newId("red");
  const description = rewardText(reward_type, reward_value, decimals);
  const reference = `redeem:${public_id}`;
  const { taken } = await post(ledger, { type: "redeem", points: -points, description, order_id, reference });
  const row = await insertRedemption(ledger.db, ledger.tx, {
    public_id,
    store_id: account.store_id,
    account_id: account.id,
    points,
    reward_type,
    reward_value,
    order_id,
    state: order_id === null ? "open" : "spent",
    lots: taken,
    year: account.year,
    paid_out: order_id !== null && reward_type === "discount" ? 1 : 0,
    created_at: now,
    updated_at: now,
  });
  return { redemption: toRedemption(row, account), new_balance: account.balance };
}
