import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { params } from "../schemas/reviews.ts";

/** A page of a customer's reviews, and the products that they can still review. */
export const listOwnReviews = action(
  "orchestra.listOwnReviews",
  params.listOwnReviews,
  async ({ most_ready, ...list }, { call }) => {
    const { store_id, customer_id } = list;
    const [written, ready] = await Promise.all([
      call("reviews.ofCustomer", list),
      call("reviews.readyForReview", { store_id, customer_id, limit: most_ready }),
    ]);
    return { ...written, ready };
  },
);

/** Creates a review. Throws `not_a_buyer`, `already_reviewed`, `product_not_found`. */
export const createReview = action("orchestra.createReview", params.createReview, async (review, { call }) => {
  const { store_id, product_id } = review;
  return call("reviews.create", review).catch(async (error) => {
    // A product that does not exist has no buyers. A deleted product can be reviewed by its buyers.
    if (isError(error, "not_a_buyer")) await call("catalog.getProduct", { store_id, product_id });
    throw error;
  });
});

/** A page of the published reviews of a product. Throws `product_not_found`. */
export const listProductReviews = action(
  "orchestra.listProductReviews",
  params.listProductReviews,
  async (list, { call }) => {
    const { store_id, product_id } = list;
    const [reviews] = await Promise.all([
      call("reviews.ofProduct", list),
      call("catalog.getProduct", { store_id, product_id }),
    ]);
    return reviews;
  },
);
