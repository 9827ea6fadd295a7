import { expect } from "chai";
import { refusal } from "../refusal.ts";
import type { Readers } from "./readers.ts";

/** How reviews are written and moderated, and how the summaries follow. */
export function describeWriting(readers: Readers): void {
  const { call, deliver, request, write, moderate, ofProduct, kept, counted, eventsOf, store_id } = readers;

  describe("that are written", () => {
    it("are published at once, with the product and its order", async () => {
      await deliver({ customer_id: "cust_w1", products: ["item_w1"], order_id: "ord_w1" });
      const review = await write("cust_w1", "item_w1", { rating: 4 });
      expect(review).to.include({
        product_id: "item_w1",
        product_name: "Name of item_w1",
        customer_id: "cust_w1",
        order_id: "ord_w1",
        rating: 4,
        title: "Loved it",
        status: "published",
        version: 1,
      });
      expect(review.id).to.match(/^rev_/);
      expect((await ofProduct("item_w1")).summary).to.deep.equal({
        product_id: "item_w1",
        reviews: 1,
        average_rating: 4,
      });
    });

    it("are refused without a purchase of the product in the store", async () => {
      await deliver({ customer_id: "cust_w2", products: ["item_w2"] });
      const others = [
        write("cust_w3", "item_w2"),
        write("cust_w2", "item_w3"),
        write("cust_w2", "item_w2 "),
        write("cust_w2", "item_w2", { store_id: store_id + 100_000 }),
      ];
      for (const refused of others.map(refusal)) expect(await refused).to.include({ type: "not_a_buyer", code: 403 });
      expect(await kept("item_w2")).to.equal(undefined);
    });

    it("are one per product, under concurrent requests", async () => {
      await deliver({ customer_id: "cust_w4", products: ["item_w4"] });
      const answers = await Promise.allSettled(
        [5, 4, 3, 2, 1].map((rating) => write("cust_w4", "item_w4", { rating })),
      );
      const refused = answers.filter((answer) => answer.status === "rejected");
      expect(refused.map(({ reason }) => [reason.type, reason.code])).to.deep.equal(
        Array.from({ length: 4 }, () => ["already_reviewed", 409]),
      );
      expect(await refusal(write("cust_w4", "item_w4"))).to.include({ type: "already_reviewed" });
      expect(await kept("item_w4")).to.deep.equal(await counted("item_w4"));
      expect((await kept("item_w4"))?.reviews).to.equal(1);
    });

    it("are the same for a repeated key, which is refused for another request", async () => {
      await deliver({ customer_id: "cust_w5", products: ["item_w5"] });
      const params = request("cust_w5", "item_w5");
      const [one, two] = await Promise.all([call("reviews.create", params), call("reviews.create", params)]);
      expect(two).to.deep.equal(one);
      expect(await call("reviews.create", params)).to.deep.equal(one);
      expect(await refusal(call("reviews.create", { ...params, rating: 1 }))).to.include({
        type: "idempotency_key_reused",
      });
      expect(await eventsOf(one.id)).to.have.length(1);
    });

    it("are published in events without their text", async () => {
      await deliver({ customer_id: "cust_w6", products: ["item_w6"] });
      const { id } = await write("cust_w6", "item_w6", { rating: 2, title: "Rahim Ahmed", body: "Call 01712345678" });
      await moderate(id, "rejected");
      const events = await eventsOf(id);
      expect(events.map(({ name, data }) => [name, data])).to.deep.equal([
        [
          "review.created",
          {
            customer_id: "cust_w6",
            product_id: "item_w6",
            before: null,
            after: { product_id: "item_w6", rating: 2, status: "published" },
          },
        ],
        [
          "review.moderated",
          {
            customer_id: "cust_w6",
            product_id: "item_w6",
            before: { status: "published" },
            after: { status: "rejected" },
          },
        ],
      ]);
      expect(events.map(({ aggregate }) => aggregate.version)).to.deep.equal([1, 2]);
    });
  });

  describe("that are moderated", () => {
    it("leave the summary while they are rejected, and return to it when they are published again", async () => {
      for (const n of [1, 2]) await deliver({ customer_id: `cust_m${n}`, products: ["item_m1"] });
      const { id } = await write("cust_m1", "item_m1", { rating: 1 });
      await write("cust_m2", "item_m1", { rating: 4 });
      expect((await ofProduct("item_m1")).summary).to.include({ reviews: 2, average_rating: 2.5 });
      const rejected = await moderate(id, "rejected");
      expect(rejected).to.include({ id, status: "rejected", version: 2 });
      const seen = await ofProduct("item_m1");
      expect(seen.summary).to.include({ reviews: 1, average_rating: 4 });
      expect(seen.items.map(({ customer_id }) => customer_id)).to.deep.equal(["cust_m2"]);
      expect(seen.total).to.equal(1);
      expect(await moderate(id, "rejected")).to.deep.equal(rejected);
      expect(await moderate(id, "published")).to.include({ status: "published", version: 3 });
      expect((await ofProduct("item_m1")).summary).to.include({ reviews: 2, average_rating: 2.5 });
    });

    it("are not changed at a stale version, in another store, or when unknown", async () => {
      await deliver({ customer_id: "cust_m3", products: ["item_m3"] });
      const { id } = await write("cust_m3", "item_m3");
      expect(await refusal(moderate(id, "rejected", { if_versions: [2] }))).to.include({ type: "version_mismatch" });
      expect(await moderate(id, "rejected", { if_versions: [1] })).to.include({ version: 2 });
      const elsewhere = moderate(id, "published", { store_id: store_id + 100_000 });
      for (const refused of [elsewhere, moderate("rev_none", "published"), moderate(`${id} `, "published")].map(
        refusal,
      ))
        expect(await refused).to.include({ type: "review_not_found", code: 404 });
    });

    it("give a product without published reviews no average", async () => {
      await deliver({ customer_id: "cust_m4", products: ["item_m4"] });
      const none = { product_id: "item_m4", reviews: 0, average_rating: null };
      expect((await ofProduct("item_m4")).summary).to.deep.equal(none);
      const { id } = await write("cust_m4", "item_m4");
      await moderate(id, "rejected");
      expect((await ofProduct("item_m4")).summary).to.deep.equal(none);
    });
  });

  it("have summaries that are the sum of published reviews under concurrent writes, moderation and erasures", async () => {
    const customers = Array.from({ length: 24 }, (_, n) => `cust_r${n}`);
    const products = ["item_r1", "item_r2"];
    for (const customer_id of customers) await deliver({ customer_id, products });
    await Promise.all(
      customers.map(async (customer_id, n) => {
        const written = await Promise.all(
          (n % 2 ? products : products.toReversed()).map((product) =>
            write(customer_id, product, { rating: 1 + (n % 5) }),
          ),
        );
        await Promise.all([
          ...(n % 3 === 0 ? written.map(({ id }) => moderate(id, "rejected")) : []),
          ...(n % 6 === 0 ? written.map(({ id }) => moderate(id, "published")) : []),
          // One that was erased first cannot be moderated any more.
          ...(n % 4 === 0 ? [readers.erase(customer_id)] : []),
        ]).catch((error) => expect(error).to.include({ type: "review_not_found" }));
        if (n % 4 === 0) await readers.erase(customer_id);
      }),
    );
    for (const product of products) {
      const sum = await counted(product);
      expect(sum.reviews).to.be.within(12, 18);
      expect(await kept(product)).to.deep.equal(sum);
    }
  });
}
