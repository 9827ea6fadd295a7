import { action } from "../../../mixins/actions/action.ts";
import { summaryOf } from "../reviews.rules.ts";
import { params } from "../reviews.schema.ts";
import { reviewsOfProduct } from "../store/lists.ts";
import { fetchTally } from "../store/summaries.ts";

/** A page of a product's published reviews, with the summary of all of them. */
export const ofProduct = action("reviews.ofProduct", params.ofProduct, async (request, { db }) => {
  const tally = await fetchTally(db, request.store_id, request.product_id);
  const list = await reviewsOfProduct(db, request, tally);
  return { ...list, summary: summaryOf(request.product_id, tally) };
});
