import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import { refusePromotion } from "../catalog.errors.ts";
import { params } from "../catalog.schema.ts";
import { assertWithinLimits } from "../promotions.rules.ts";
import { promotions, toPromotion } from "../store/promotions.ts";
import { fetchRecord } from "../store/records.ts";
import { addUse, countUses, removeUse, usedBy } from "../store/uses.ts";

/** Uses a promotion for an order, within its limits, once per order. Throws `invalid_promo_code`. */
export const usePromotion = action("catalog.usePromotion", params.usePromotion, (request, context) =>
  idempotent(context, request, async ({ tx }) => {
    const { db } = context;
    const { store_id, promotion_id, order_id, customer_id } = request;
    const row = await fetchRecord(db, promotions, store_id, promotion_id, tx).catch(promotionDeleted);
    if ((await usedBy(db, tx, request)) === row.id) return { promotion_id };
    const use = { store_id, promotion_id: row.id, order_id, customer_id };
    assertWithinLimits({ ...toPromotion(row), used_by_customer: await countUses(db, tx, use) });
    await addUse(db, tx, use);
    return { promotion_id };
  }),
);

/** Gives a use back. With `undoes` it undoes that step, which is refused if it arrives later. */
export const releasePromotion = action("catalog.releasePromotion", params.releasePromotion, (request, context) => {
  const { undoes } = request;
  const release = async ({ tx }: TransactionContext) => ({ released: await removeUse(context.db, tx, request) });
  return undoes === undefined
    ? idempotent(context, request, release)
    : undo(context, { ...request, undoes }, { released: false }, release);
});

// The promotion was deleted after the order was priced.
function promotionDeleted(error: unknown): never {
  throw isError(error, "promotion_not_found") ? refusePromotion("This promotion has ended.") : error;
}
