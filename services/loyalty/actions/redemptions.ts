import { action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { type AccountLedger, returnPoints } from "../account-ledger.ts";
import { fail } from "../loyalty.errors.ts";
import { params } from "../loyalty.schema.ts";
import { changePoints, openFor } from "../point-transaction.ts";
import { findAccount } from "../store/accounts.ts";
import { fetchRedemption, moveRedemption, toRedemption } from "../store/redemptions.ts";

/** One redemption of a customer. Throws `customer_not_found`, `redemption_not_found`. */
export const getRedemption = action("loyalty.getRedemption", params.getRedemption, async (request, { db }) => {
  const account = await findAccount(db, request);
  if (!account) throw fail("redemption_not_found");
  return toRedemption(await fetchRedemption(db, account, request.redemption_id), account);
});

/** Returns the points of a redemption. With `undoes` it also undoes that step, which is refused if it arrives later. */
export const returnRedemption = action("loyalty.returnRedemption", params.returnRedemption, (request, context) => {
  const { undoes, redemption_id } = request;
  const giveBack = async (txContext: TransactionContext) => {
    const ledger = await openFor(context, txContext, request);
    // An erased customer gets no points back.
    if (!ledger) return { returned: false };
    const row = await fetchRedemption(ledger.db, ledger.account, redemption_id, ledger.tx);
    return { returned: await returnPoints(ledger, row) };
  };
  return undoes === undefined
    ? idempotent(context, request, giveBack)
    : undo(context, { ...request, undoes }, { returned: false }, giveBack);
});

/**
 * Spends an open discount on an order; spending it on the same order again changes nothing. Throws
 * `redemption_not_found`, `redemption_spent`, `redemption_not_a_discount`, `order_not_discountable`.
 */
export const spendRedemption = action("loyalty.spendRedemption", params.spendRedemption, (request, context) =>
  changePoints(context, request, (ledger) => spend(ledger, request), request.order_id),
);

async function spend({ db, tx, account }: AccountLedger, request: ActionParams<"loyalty.spendRedemption">) {
  const { redemption_id, order_id } = request;
  const row = await fetchRedemption(db, account, redemption_id, tx);
  if (row.reward_type !== "discount") throw fail("redemption_not_a_discount");
  if (row.state === "spent" && row.order_id === order_id) return toRedemption(row, account);
  if (row.state !== "open") throw fail("redemption_spent");
  return toRedemption(await moveRedemption(db, tx, row, { state: "spent", order_id }), account);
}

/** Undoes a spending: the redemption is open again, unless its points were returned meanwhile. */
export const unspendRedemption = action("loyalty.unspendRedemption", params.unspendRedemption, (request, context) =>
  undo(context, request, { released: false }, async (txContext) => {
    const ledger = await openFor(context, txContext, request);
    if (!ledger) return { released: false };
    const row = await fetchRedemption(ledger.db, ledger.account, request.redemption_id, ledger.tx);
    if (row.state !== "spent" || row.order_id !== request.order_id) return { released: false };
    await moveRedemption(ledger.db, ledger.tx, row, { state: "open", order_id: null });
    return { released: true };
  }),
);
