import type { params } from "../reviews/reviews.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { ReadyForReview, Review, ReviewSummary } from "./reviews.ts";

/** Actions of the reviews service. */
export type ReviewsActions = ActionsOf<
  "reviews",
  typeof params,
  {
    /** Throws `not_a_buyer`, `already_reviewed`. */
    create: Review;
    ofCustomer: List<Review>;
    readyForReview: ReadyForReview[];
    /** The published ones of a product, newest first. */
    ofProduct: List<Review> & { summary: ReviewSummary };
    search: List<Review>;
    /** Lets everybody see a review, or nobody. Throws `review_not_found`. */
    moderate: Review;
  }
>;
