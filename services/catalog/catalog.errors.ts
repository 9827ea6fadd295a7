import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the catalog service. */
export const catalogErrors = {
  product_not_found: [404, "Product not found."],
  modifier_not_found: [404, "The product has no modifier of this id. Leave the id out to add one."],
  promotion_not_found: [404, "Promotion not found."],
  location_not_found: [404, "Location not found."],
  sku_exists: [409, "Another product of this store has this SKU."],
  code_exists: [409, "Another promotion of this store has this code, in upper or lower case."],
  product_too_large: [422, "A product may be at most 8,000 bytes of JSON. Shorten the description or the modifiers."],
  invalid_promotion_value: [422, "A percentage is above 0 and at most 100, an amount is above 0."],
  unknown_timezone: [422, "There is no time zone of this name. Take one such as Asia/Dhaka."],
  invalid_promotion_period: [422, "A promotion must end after it starts."],
  order_type_not_offered: [422, "The location does not take orders of this type. Choose one of its order types."],
  invalid_promo_code: [422, "The promotion code does not apply to this order."],
  redemption_exceeds_order: [422, "The redemption is worth more than what is left to pay for the items. Add items."],
  order_too_large: [422, "No order may cost this much. Split it into several."],
} as const;

export const fail = errorsOf(catalogErrors);

/** The error of a refused promotion, with the reason. */
export function refusePromotion(why: string): Error {
  const error = fail("invalid_promo_code", [{ path: "promo_code", message: why }]);
  error.message = why;
  return error;
}
