import { action } from "../../../mixins/actions/action.ts";
import { params } from "../reviews.schema.ts";
import { purchasesToReview } from "../store/purchases.ts";

/** Gives what was delivered to a customer and waits for their review, the latest delivery first. */
export const readyForReview = action("reviews.readyForReview", params.readyForReview, (request, { db }) =>
  purchasesToReview(db, request, request.limit),
);
