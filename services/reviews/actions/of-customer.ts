import { action } from "../../../mixins/actions/action.ts";
import { params } from "../reviews.schema.ts";
import { reviewsOfCustomer } from "../store/lists.ts";

/** A page of a customer's reviews, of any status. */
export const ofCustomer = action("reviews.ofCustomer", params.ofCustomer, (request, { db }) =>
  reviewsOfCustomer(db, request),
);
