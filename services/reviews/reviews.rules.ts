import type { Snapshot } from "../contracts/common.ts";
import type { Review, ReviewSummary } from "../contracts/reviews.ts";

/** The longest title and body, in characters. */
export const longestTitle = 150;
export const longestBody = 2_000;

/** The number of a product's published reviews, and the sum of their ratings. */
export interface Tally {
  reviews: number;
  rating_sum: number;
}

/** The tally of no reviews. */
export const noReviews: Tally = { reviews: 0, rating_sum: 0 };

/** What a review adds to its product's summary: only published ones count. */
export const tallyOf = ({ status, rating }: Pick<Review, "status" | "rating">): Tally =>
  status === "published" ? { reviews: 1, rating_sum: rating } : noReviews;

/** The change of a summary when a review's tally changes from `was` to `is`. */
export const difference = (was: Tally, is: Tally): Tally => ({
  reviews: is.reviews - was.reviews,
  rating_sum: is.rating_sum - was.rating_sum,
});

/** Maps a tally to the summary that clients see: the average to two decimals, null without reviews. */
export function summaryOf(product_id: string, { reviews, rating_sum }: Tally): ReviewSummary {
  const average_rating = reviews === 0 ? null : Math.round((rating_sum * 100) / reviews) / 100;
  return { product_id, reviews, average_rating };
}

/** The part of a review that events carry. Its text is left out, because events cannot be erased with its author. */
export const snapshot = ({ product_id, rating, status }: Review): Snapshot => ({ product_id, rating, status });
