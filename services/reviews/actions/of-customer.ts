import { action } from "../../../mixins/action.ts";
import { params } from "../reviews.schemas.ts";
import { reviewsOfCustomer } from "../store/lists.ts";

/** Gives a page of what a customer wrote, whatever became of it. */
export const ofCustomer = action("reviews.ofCustomer", params.ofCustomer, (request, { db }) =>
  reviewsOfCustomer(db, request),
);
