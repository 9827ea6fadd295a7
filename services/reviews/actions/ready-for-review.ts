import { action } from "../../../mixins/actions/action.ts";
import { params } from "../reviews.schema.ts";
import { purchasesToReview } from "../store/purchases.ts";

/** Products that were delivered to a customer and that they have not reviewed, the latest delivery first. */
export const readyForReview = action("reviews.readyForReview", params.readyForReview, (request, { db }) =>
  purchasesToReview(db, request, request.limit),
);
