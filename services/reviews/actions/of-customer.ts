import { action } from "../../../mixins/actions/action.ts";
import { params } from "../reviews.schema.ts";
import { reviewsOfCustomer } from "../store/lists.ts";

/** Gives a page of what a customer wrote, whatever became of it. */
export const ofCustomer = action("reviews.ofCustomer", params.ofCustomer, (request, { db }) =>
  reviewsOfCustomer(db, request),
);
