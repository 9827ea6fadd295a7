import { coreService } from "../../mixins/core-service.ts";
import { create } from "./actions/create.ts";
import { ofCustomer, ofProduct, readyForReview, search } from "./actions/lists.ts";
import { moderate } from "./actions/moderate.ts";
import { reviewsTables } from "./migrations/0001-reviews.ts";
import { demoReviews } from "./reviews.demo.ts";
import { forgetCustomers, rememberPurchases } from "./reviews.events.ts";

/** Buyers' reviews of the products that were delivered to them. */
export default coreService({
  name: "reviews",
  migrations: [reviewsTables],
  actions: [create, ofCustomer, readyForReview, ofProduct, search, moderate],
  subscriptions: [rememberPurchases, forgetCustomers],
  demo: demoReviews,
});
