import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Promotion } from "../../contracts.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { assertPossible } from "../catalog.rules.ts";
import { params } from "../catalog.schema.ts";
import { promotionColumns, promotions, toPromotion } from "../store/promotions.ts";
import { fetchRecord, listRecords, type RecordRow } from "../store/records.ts";

/** A page of a store's promotions. */
export const listPromotions = action("catalog.listPromotions", params.listPromotions, (request, { db }) =>
  listRecords(db, promotions, request, toPromotion),
);

/** Returns one promotion. Throws `promotion_not_found`. */
export const getPromotion = action(
  "catalog.getPromotion",
  params.getPromotion,
  async ({ store_id, promotion_id }, { db }) => toPromotion(await fetchRecord(db, promotions, store_id, promotion_id)),
);

/** Creates a promotion. Throws `code_exists`, `invalid_promotion_value`, `invalid_promotion_period`. */
export const createPromotion = action("catalog.createPromotion", params.createPromotion, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const columns = promotionColumns({ ...defaults, ...request.promotion });
    return possible(await addRecord(context.db, txContext, promotions, request, { ...columns, times_used: 0 }));
  }),
);

/**
 * Changes the given fields of a promotion.
 * Throws `promotion_not_found`, `code_exists`, `invalid_promotion_value`, `invalid_promotion_period`, `version_mismatch`.
 */
export const updatePromotion = action("catalog.updatePromotion", params.updatePromotion, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const columns = promotionColumns(request.changes);
    return possible(await editRecord(context.db, txContext, promotions, request, request.promotion_id, () => columns));
  }),
);

/** Deletes a promotion; orders that used it keep their discount. Throws `promotion_not_found`, `version_mismatch`. */
export const deletePromotion = action("catalog.deletePromotion", params.deletePromotion, (request, context) =>
  idempotent(context, request, async (txContext) => {
    await dropRecord(context.db, txContext, promotions, request, request.promotion_id);
    return { promotion_id: request.promotion_id };
  }),
);

const defaults = {
  description: "",
  min_subtotal: 0,
  starts_at: null,
  ends_at: null,
  usage_limit: null,
  per_customer_limit: null,
  active: true,
} as const;

function possible(row: RecordRow): Promotion {
  const promotion = toPromotion(row);
  assertPossible(promotion);
  return promotion;
}
