import { action } from "../../../mixins/actions/action.ts";
import { params } from "../catalog.schema.ts";
import { priceOf } from "../pricing.rules.ts";
import { fetchPriceInputs } from "../store/pricing.ts";

/**
 * Prices a cart. Throws `location_not_found`, `order_type_not_offered`, `product_not_found`, `modifier_not_found`,
 * `invalid_promo_code`, `redemption_exceeds_order`, `order_too_large`.
 */
export const price = action("catalog.price", params.price, async (request, { db }) =>
  priceOf(request.cart, { ...(await fetchPriceInputs(db, request)), now: Date.now() }),
);
