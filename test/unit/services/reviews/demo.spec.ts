import { expect } from "chai";
import { demoPurchases } from "../../../../demo-data/reviews.ts";
import { demoStores, demoToday } from "../../../../demo-data/stores.ts";
import { Database } from "../../../../mixins/db/database.ts";
import { demoReviews } from "../../../../services/reviews/reviews.demo.ts";
import reviews from "../../../../services/reviews/reviews.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("demo reviews", () => {
  let broker: Running;
  let db: Database;

  before(async () => {
    broker = await startBroker(reviews);
    db = new Database("reviews");
    await demoReviews(db);
  });
  after(async () => {
    await broker.stop();
    await db.close();
  });

  it("cover delivered products, and some products still await a review, in each store", async () => {
    for (const { store_id, ...store } of demoStores) {
      const purchases = demoPurchases({ store_id, ...store }, demoToday());
      const written = purchases.flatMap(({ review }) => (review ? [review] : []));
      expect(written.length).to.be.within(30, purchases.length - 30);
      const { items, total } = await broker.call("reviews.search", { store_id, limit: 100 });
      expect(total).to.equal(written.length);
      for (const review of items) expect(written).to.deep.include(review);
      const waiting = purchases.find(({ review }) => !review);
      const customer_id = waiting?.customer_id ?? "";
      const ready = await broker.call("reviews.readyForReview", { store_id, customer_id, limit: 100 });
      const { review, customer_id: _customer, ...shown } = waiting ?? { review: null };
      expect(ready).to.deep.include(shown);
    }
  });

  it("match the product summaries", async () => {
    for (const { store_id, ...store } of demoStores) {
      const purchases = demoPurchases({ store_id, ...store }, demoToday());
      for (const product_id of new Set(purchases.map((purchase) => purchase.product_id))) {
        const seen = purchases.filter(
          (purchase) => purchase.product_id === product_id && purchase.review?.status === "published",
        );
        const { summary } = await broker.call("reviews.ofProduct", { store_id, product_id, limit: 1 });
        expect(summary.reviews).to.equal(seen.length);
        const stars = seen.reduce((sum, { review }) => sum + (review?.rating ?? 0), 0);
        if (seen.length > 0) expect(summary.average_rating).to.be.closeTo(stars / seen.length, 0.005);
      }
    }
  });

  it("are unchanged by a repeated import", async () => {
    const [store] = demoStores;
    const store_id = store?.store_id ?? 0;
    const { items } = await broker.call("reviews.search", { store_id, status: "published", limit: 1 });
    const review_id = items[0]?.id ?? "";
    await broker.call("reviews.moderate", { idempotency_key: "demo", store_id, review_id, status: "rejected" });
    const before = await broker.call("reviews.search", { store_id, limit: 100 });
    await demoReviews(db);
    expect(await broker.call("reviews.search", { store_id, limit: 100 })).to.deep.equal(before);
  });
});
