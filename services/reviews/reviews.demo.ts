import { inEachStore } from "../../demo-data/in-each-store.ts";
import { demoPurchases } from "../../demo-data/reviews.ts";
import { hasRows, insertBulk } from "../../mixins/db/bulk-insert.ts";
import { tallyOf } from "./reviews.rules.ts";
import { reviewCounts } from "./store/reviews.ts";
import { addToSummary } from "./store/summaries.ts";

/** Inserts the demo's deliveries and reviews. */
export const demoReviews = inEachStore(async (db, tx, store, today) => {
  const { store_id, tenant_id } = store;
  const purchases = demoPurchases(store, today);
  // When any of these customers is known, the demo was inserted before: later reviews and erasures stay as they are.
  const customers = [...new Set(purchases.map(({ customer_id }) => customer_id))];
  if (await hasRows(db, tx, "review_people", store_id, customers, "customer_id")) return;
  const people = customers.map((customer_id) => ({ store_id, customer_id, erased_at: null }));
  await insertBulk(db, tx, "review_people", people);
  const bought = purchases.map(({ review, ...purchase }) => ({ store_id, ...purchase, reviewed: review ? 1 : 0 }));
  await insertBulk(db, tx, "review_purchases", bought);
  const written = purchases.flatMap(({ review }) => review ?? []);
  const reviews = written.map(({ id: public_id, ...review }) => ({ public_id, store_id, tenant_id, ...review }));
  await insertBulk(db, tx, "reviews", reviews);
  await reviewCounts.add(db, tx, store_id, 0, reviews.length);
  for (const review of reviews) await addToSummary(db, tx, review, tallyOf(review));
});
