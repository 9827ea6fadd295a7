import { action } from "../../../mixins/actions/action.ts";
import { params } from "../reviews.schema.ts";
import { reviewsOfStore } from "../store/lists.ts";

/** A page of a store's reviews, of one status when given. */
export const search = action("reviews.search", params.search, (request, { db }) => reviewsOfStore(db, request));
