import * as t from "../../mixins/actions/params.ts";
import { reviewStatuses } from "../contracts/reviews.ts";
import { longestBody, longestTitle } from "./reviews.rules.ts";

const status = t.oneOf(reviewStatuses);
// A page of the longest reviews has to fit into one message of the bus, whose limit is 1 MB unless its operator raised it.
const paging = { ...t.paging, limit: t.paging.limit.max(100) };

/** What each action of the reviews service takes. */
export const params = {
  create: t.object({
    ...t.ofCustomer,
    ...t.write,
    tenant_id: t.id(),
    product_id: t.id(),
    rating: t.integer().min(1).max(5),
    title: t.text(longestTitle),
    body: t.text(longestBody),
  }),
  ofCustomer: t.object({ ...t.ofCustomer, ...paging }),
  readyForReview: t.object({ ...t.ofCustomer, limit: paging.limit }),
  ofProduct: t.object({ ...t.inStore, ...paging, product_id: t.id() }),
  search: t.object({ ...t.inStore, ...paging, status: t.optional(status) }),
  moderate: t.object({ ...t.inStore, ...t.write, ...t.ifVersions, review_id: t.id(), status }),
};
