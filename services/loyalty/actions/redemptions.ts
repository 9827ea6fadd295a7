import { action } from "../../../mixins/action.ts";
import { type Changing, change, undo } from "../../../mixins/idempotent.ts";
import { changeForOrder, openFor } from "../changing.ts";
import { fail } from "../loyalty.errors.ts";
import { params } from "../loyalty.schemas.ts";
import { returnPoints } from "../returning.ts";
import { findAccount } from "../store/accounts.ts";
import { fetchRedemption, moveRedemption, toRedemption } from "../store/redemptions.ts";

/** One redemption of a customer. Throws `customer_not_found`, `redemption_not_found`. */
export const getRedemption = action("loyalty.getRedemption", params.getRedemption, async (request, { db }) => {
  const account = await findAccount(db, request);
  if (!account) throw fail("redemption_not_found");
  return toRedemption(await fetchRedemption(db, account, request.redemption_id), account);
});

/** Gives the points of a redemption back; with `undoes` also of one that may still be on its way. */
export const returnRedemption = action("loyalty.returnRedemption", params.returnRedemption, (request, handling) => {
  const { undoes, redemption_id } = request;
  const giveBack = async (changing: Changing) => {
    const book = await openFor(handling, changing, request);
    // Nothing is owed to somebody who was erased.
    if (!book) return { returned: false };
    const row = await fetchRedemption(book.db, book.account, redemption_id, book.tx);
    return { returned: await returnPoints(book, row) };
  };
  return undoes === undefined
    ? change(handling, request, giveBack)
    : undo(handling, { ...request, undoes }, { returned: false }, giveBack);
});

/**
 * Spends an open discount on an order; on the same order once more it changes nothing.
 * Throws `redemption_not_found`, `redemption_spent`, `redemption_not_a_discount`, `order_not_discountable`.
 */
export const spendRedemption = action("loyalty.spendRedemption", params.spendRedemption, (request, handling) =>
  changeForOrder(handling, request, async (book) => {
    const { redemption_id, order_id } = request;
    const row = await fetchRedemption(book.db, book.account, redemption_id, book.tx);
    if (row.reward_type !== "discount") throw fail("redemption_not_a_discount");
    if (row.state === "spent" && row.order_id === order_id) return toRedemption(row, book.account);
    if (row.state !== "open") throw fail("redemption_spent");
    return toRedemption(await moveRedemption(book.db, book.tx, row, { state: "spent", order_id }), book.account);
  }),
);

/** Undoes a spending: the redemption is open again, unless its points came back meanwhile. */
export const unspendRedemption = action("loyalty.unspendRedemption", params.unspendRedemption, (request, handling) =>
  undo(handling, request, { released: false }, async (changing) => {
    const book = await openFor(handling, changing, request);
    if (!book) return { released: false };
    const row = await fetchRedemption(book.db, book.account, request.redemption_id, book.tx);
    if (row.state !== "spent" || row.order_id !== request.order_id) return { released: false };
    await moveRedemption(book.db, book.tx, row, { state: "open", order_id: null });
    return { released: true };
  }),
);
