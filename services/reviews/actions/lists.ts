import { action } from "../../../mixins/actions/action.ts";
import { summaryOf } from "../reviews.rules.ts";
import { params } from "../reviews.schema.ts";
import { purchasesToReview } from "../store/purchases.ts";
import { reviewsOfCustomer, reviewsOfProduct, reviewsOfStore } from "../store/reviews.ts";
import { fetchTally } from "../store/summaries.ts";

/** A page of a store's reviews, of one status when given. */
export const search = action("reviews.search", params.search, (request, { db }) => reviewsOfStore(db, request));

/** A page of a product's published reviews, with the summary of all of them. */
export const ofProduct = action("reviews.ofProduct", params.ofProduct, async (request, { db }) => {
  const tally = await fetchTally(db, request.store_id, request.product_id);
  const list = await reviewsOfProduct(db, request, tally);
  return { ...list, summary: summaryOf(request.product_id, tally) };
});

/** A page of a customer's reviews, of any status. */
export const ofCustomer = action("reviews.ofCustomer", params.ofCustomer, (request, { db }) =>
  reviewsOfCustomer(db, request),
);

/** Products that were delivered to a customer and that they have not reviewed, the latest delivery first. */
export const readyForReview = action("reviews.readyForReview", params.readyForReview, (request, { db }) =>
  purchasesToReview(db, request, request.limit),
);
