import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the loyalty service. */
export const loyaltyErrors = {
  customer_not_found: [404, "Customer not found."],
  redemption_not_found: [404, "The customer has no such redemption."],
  loyalty_disabled: [409, "The store rewards no points at present."],
  order_not_discountable: [409, "Points cannot be spent on an order that was cancelled or refunded."],
  redemption_spent: [409, "This redemption was spent or returned before. Redeem points for another."],
  redemption_not_a_discount: [422, "Only a redemption for a discount can be spent on an order."],
  insufficient_points: [422, "There are not enough points."],
} as const;

export const fail = errorsOf(loyaltyErrors);
