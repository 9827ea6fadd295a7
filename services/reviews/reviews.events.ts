import { onErasure } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import { eraseReviews, reviewers } from "./store/erasure.ts";
import { keepPurchases } from "./store/purchases.ts";

/** Records each customer's first delivery of a product: its buyer may review it. */
export const rememberPurchases = subscribe<"order.status_changed" | "order.fulfillment_changed">(
  "purchases",
  "order.*",
  async ({ store_id, data, occurred_at }, { db, tx }) => {
    const { customer_id, order_id, order_number, delivered = [] } = data;
    // A delivery that arrives after its customer's erasure is not recorded.
    if (await reviewers.lock(db, tx, { store_id, customer_id })) return;
    const order = { store_id, customer_id, order_id, order_number, delivered_at: Date.parse(occurred_at) };
    await keepPurchases(db, tx, order, delivered);
  },
  ({ data }) => Boolean(data.customer_id) && (data.delivered?.length ?? 0) > 0,
);

/** Deletes an erased customer's purchases and reviews, and subtracts them from the summaries. */
export const forgetCustomers = onErasure("erasure", (person, { db, tx }) => eraseReviews(db, tx, person));
