import { action } from "../../../mixins/action.ts";
import { newId } from "../../../mixins/ids.ts";
import type { ActionParams } from "../../contracts.ts";
import { type Book, post } from "../book.ts";
import { changeForOrder, changePoints } from "../changing.ts";
import { fail } from "../loyalty.errors.ts";
import { rewardText } from "../loyalty.rules.ts";
import { params } from "../loyalty.schemas.ts";
import { worthOf } from "../program.rules.ts";
import { insertRedemption, toRedemption } from "../store/redemptions.ts";

type Request = ActionParams<"loyalty.redeem">;

/**
 * Gives points for a reward; with an order it is spent on that at once.
 * Throws `customer_not_found`, `loyalty_disabled`, `insufficient_points`, `order_not_discountable`.
 */
export const redeem = action("loyalty.redeem", params.redeem, (request, handling) => {
  const { order_id } = request;
  const work = (book: Book) => redeemFrom(book, request);
  return order_id === undefined
    ? changePoints(handling, request, work)
    : changeForOrder(handling, { ...request, order_id }, work);
});

async function redeemFrom(book: Book, request: Request) {
  const { account, program, now } = book;
  const { points, reward_type, order_id = null, currency_decimals: decimals } = request;
  if (!program.enabled) throw fail("loyalty_disabled");
  const reward_value = worthOf(program, points, decimals);
  if (reward_value === 0) throw fail("insufficient_points");
  const public_id = request.redemption_id ?? newId("red");
  const description = rewardText(reward_type, reward_value, decimals);
  const reference = `redeem:${public_id}`;
  const { taken } = await post(book, { type: "redeem", points: -points, description, order_id, reference });
  const row = await insertRedemption(book.db, book.tx, {
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
