import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the reviews service. */
export const reviewErrors = {
  not_a_buyer: [403, "Only a customer who had the product delivered may review it."],
  already_reviewed: [409, "You have reviewed this product already. A product is reviewed once."],
  review_not_found: [404, "Review not found."],
} as const;

export const fail = errorsOf(reviewErrors);
