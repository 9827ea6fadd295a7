import type { Snapshot } from "../contracts/common.ts";
import type { Review, ReviewSummary } from "../contracts/reviews.ts";

/** The most characters that a title and a body have. */
export const longestTitle = 150;
export const longestBody = 2_000;

/** So many reviews, and what their ratings add up to. */
export interface Tally {
  reviews: number;
  rating_sum: number;
}

/** What a review adds to the summary of its product: only the published ones count. */
export const tallyOf = ({ status, rating }: Pick<Review, "status" | "rating">): Tally =>
  status === "published" ? { reviews: 1, rating_sum: rating } : { reviews: 0, rating_sum: 0 };

/** What is to be added to a summary when a review that added `was` adds `is`. */
export const difference = (was: Tally, is: Tally): Tally => ({
  reviews: is.reviews - was.reviews,
  rating_sum: is.rating_sum - was.rating_sum,
});

/** A summary as it is told: the average to two decimals, none of no review. */
export function summaryOf(product_id: string, { reviews, rating_sum }: Tally): ReviewSummary {
  const average_rating = reviews === 0 ? null : Math.round((rating_sum * 100) / reviews) / 100;
  return { product_id, reviews, average_rating };
}

/** What events tell of a review: not what its author wrote, which goes when its author does. */
export const snapshot = ({ product_id, rating, status }: Review): Snapshot => ({ product_id, rating, status });
