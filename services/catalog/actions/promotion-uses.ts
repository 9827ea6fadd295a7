import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { idempotent, undo } from "../../../mixins/actions/idempotent.ts";
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

/** Undoes a use; if that step arrives later, it is refused. */
export const releasePromotion = action("catalog.releasePromotion", params.releasePromotion, (request, context) =>
  undo(context, request, { released: false }, async ({ tx }) => ({
    released: await removeUse(context.db, tx, request),
  })),
);

// The promotion was deleted after the order was priced.
function promotionDeleted(error: unknown): never {
  throw isError(error, "promotion_not_found") ? refusePromotion("This promotion has ended.") : error;
}
