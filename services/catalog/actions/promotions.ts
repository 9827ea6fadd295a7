import { action } from "../../../mixins/actions/action.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { params } from "../catalog.schema.ts";
import { promotionColumns, promotions } from "../store/promotions.ts";
import { getRecord, listRecords } from "../store/records.ts";

/** A page of a store's promotions. */
export const listPromotions = action("catalog.listPromotions", params.listPromotions, (request, { db }) =>
  listRecords(db, promotions, request),
);

/** Returns one promotion. Throws `promotion_not_found`. */
export const getPromotion = action("catalog.getPromotion", params.getPromotion, ({ store_id, promotion_id }, { db }) =>
  getRecord(db, promotions, store_id, promotion_id),
);

/** Creates a promotion. Throws `code_exists`, `invalid_promotion_value`, `invalid_promotion_period`. */
export const createPromotion = action("catalog.createPromotion", params.createPromotion, (request, context) =>
  addRecord(context, promotions, request, () => ({
    ...promotionColumns({ ...defaults, ...request.promotion }),
    times_used: 0,
  })),
);

/**
 * Changes the given fields of a promotion.
 * Throws `promotion_not_found`, `code_exists`, `invalid_promotion_value`, `invalid_promotion_period`, `version_mismatch`.
 */
export const updatePromotion = action("catalog.updatePromotion", params.updatePromotion, (request, context) =>
  editRecord(context, promotions, request, request.promotion_id, () => promotionColumns(request.changes)),
);

/** Deletes a promotion; orders that used it keep their discount. Throws `promotion_not_found`, `version_mismatch`. */
export const deletePromotion = action("catalog.deletePromotion", params.deletePromotion, (request, context) => {
  const { promotion_id } = request;
  return dropRecord(context, promotions, request, promotion_id, { promotion_id });
});

const defaults = {
  description: "",
  min_subtotal: 0,
  starts_at: null,
  ends_at: null,
  usage_limit: null,
  per_customer_limit: null,
  active: true,
} as const;
