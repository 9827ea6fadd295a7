import type { Transaction } from "sequelize";
import { demoPurchases, type SamplePurchase } from "../../demo-data/reviews.ts";
import { demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import { insertBulk } from "../../mixins/db/bulk-insert.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { noReviews, type Tally, tallyOf } from "./reviews.rules.ts";
import { knowsAnyOf } from "./store/erasure.ts";
import { reviewCounts } from "./store/reviews.ts";
import { addToSummary } from "./store/summaries.ts";

/** Inserts the demo's deliveries and reviews. Publishes no events: this is history. */
export async function demoReviews(db: Database): Promise<void> {
  for (const store of demoStores) await reviewsOfStore(db, store);
}

async function reviewsOfStore(db: Database, store: SampleStore): Promise<void> {
  const { store_id, tenant_id } = store;
  const purchases = demoPurchases(store, demoToday());
  await transaction(db, async (tx) => {
    // When any of these customers is known, the demo was inserted before: later reviews and erasures stay as they are.
    const customers = [...new Set(purchases.map(({ customer_id }) => customer_id))];
    if (await knowsAnyOf(db, tx, store_id, customers)) return;
    const people = customers.map((customer_id) => ({ store_id, customer_id, erased_at: null }));
    await insertBulk(db, tx, "review_people", people);
    const bought = purchases.map(({ review, ...purchase }) => ({ store_id, ...purchase, reviewed: review ? 1 : 0 }));
    await insertBulk(db, tx, "review_purchases", bought);
    const written = purchases.flatMap(({ review }) => (review ? [review] : []));
    const reviews = written.map(({ id: public_id, ...review }) => ({ public_id, store_id, tenant_id, ...review }));
    await insertBulk(db, tx, "reviews", reviews);
    await reviewCounts.add(db, tx, store_id, 0, reviews.length);
    await addSummaries(db, tx, store_id, purchases);
  });
}

async function addSummaries(db: Database, tx: Transaction, store_id: number, purchases: SamplePurchase[]) {
  const sums = new Map<string, Tally>();
  for (const { product_id, review } of purchases) {
    if (!review) continue;
    const { reviews, rating_sum } = sums.get(product_id) ?? noReviews;
    const more = tallyOf(review);
    sums.set(product_id, { reviews: reviews + more.reviews, rating_sum: rating_sum + more.rating_sum });
  }
  for (const [product_id, tally] of sums) await addToSummary(db, tx, { store_id, product_id }, tally);
}
