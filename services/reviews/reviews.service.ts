import { coreService } from "../../mixins/core-service.ts";
import { create } from "./actions/create.ts";
import { moderate } from "./actions/moderate.ts";
import { ofCustomer } from "./actions/of-customer.ts";
import { ofProduct } from "./actions/of-product.ts";
import { readyForReview } from "./actions/ready-for-review.ts";
import { search } from "./actions/search.ts";
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
