import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { asShopper, deliver, newProduct, newReview, reviewBody, untilReady } from "../../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("shopper reviews", () => {
  let shop: Shop;
  let ann: Parsed;
  let bob: Parsed;
  before(async () => {
    shop = await newShop();
    [ann, bob] = [await newCustomer(shop), await newCustomer(shop)];
  });

  const own = (customer: Parsed, query = "") =>
    asShopper(shop, customer.id)("GET", `/customers/${customer.id}/reviews${query}`);
  const of = (product: Parsed, query = "") =>
    asShopper(shop, bob.id)("GET", `/catalog/products/${product.id}/reviews${query}`);
  const write = (customer: Parsed, product: Parsed, fields: object = {}, headers: Record<string, string> = {}) =>
    asShopper(shop, customer.id)("POST", `/catalog/products/${product.id}/reviews`, {
      body: reviewBody(fields),
      headers,
    });

  it("are offered after delivery, then shown to the author and to everybody", async () => {
    const [mug, bowl] = [await newProduct(shop), await newProduct(shop, { name: "Bowl" })];
    const order = await deliver(shop, ann.id, [mug, bowl]);
    const ready = await untilReady(shop, ann.id, [mug, bowl]);
    expect(ready.find(({ product_id }) => product_id === bowl.id)).to.include({
      sku: bowl.sku,
      name: "Bowl",
      order_id: order.id,
      order_number: order.order_number,
    });
    const made = await write(ann, bowl, { rating: 4, title: "Good", body: "Well packed.\nAs described." });
    expect(made.status, made.text).to.equal(201);
    expect(made.body).to.include({
      product_id: bowl.id,
      product_name: "Bowl",
      order_id: order.id,
      rating: 4,
      title: "Good",
      body: "Well packed.\nAs described.",
      status: "published",
    });
    expect(made.body.id).to.match(/^rev_/);
    const { body } = await own(ann);
    expect(body.reviews).to.deep.equal([made.body]);
    expect(body.ready_for_review.map(({ product_id }: Parsed) => product_id)).to.deep.equal([mug.id]);
    const seen = await of(bowl);
    const { id, product_id, rating, title, body: text, created_at } = made.body;
    expect(seen.body).to.deep.equal({
      reviews: [{ id, product_id, rating, title, body: text, created_at }],
      summary: { reviews: 1, average_rating: 4 },
      pagination: { page: 1, limit: 20, total: 1, next_cursor: null },
    });
    expect(seen.text).to.not.contain(ann.id);
  });

  it("are limited to one per product", async () => {
    const product = await newProduct(shop);
    await newReview(shop, ann.id, product);
    await deliver(shop, ann.id, [product]);
    const again = await write(ann, product, { rating: 1 });
    expect(again.body).to.include({ status: 409, code: "already_reviewed" });
    expect((await of(product)).body.summary).to.deep.equal({ reviews: 1, average_rating: 5 });
  });

  it("are created once under concurrent requests", async () => {
    const product = await newProduct(shop);
    await deliver(shop, ann.id, [product]);
    await untilReady(shop, ann.id, [product]);
    const replies = await Promise.all([1, 2, 3, 4].map((rating) => write(ann, product, { rating })));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
    const kept = replies.find(({ status }) => status === 201)?.body.rating;
    expect((await of(product)).body.summary).to.deep.equal({ reviews: 1, average_rating: kept });
  });

  it("replay the response for the same idempotency key", async () => {
    const product = await newProduct(shop);
    await deliver(shop, ann.id, [product]);
    await untilReady(shop, ann.id, [product]);
    const key = { "Idempotency-Key": ulid() };
    const [first, second] = [await write(ann, product, {}, key), await write(ann, product, {}, key)];
    expect([first.status, second.status]).to.deep.equal([201, 201]);
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    const other = await write(ann, product, { rating: 1 }, key);
    expect(other.body).to.include({ status: 422, code: "idempotency_key_reused" });
    expect((await of(product)).body.summary.reviews).to.equal(1);
  });

  it("are refused without a delivery and for unknown products", async () => {
    const product = await newProduct(shop);
    const refused = { status: 403, code: "not_a_buyer" };
    expect((await write(ann, product)).body).to.include(refused);
    await newReview(shop, bob.id, product);
    expect((await write(ann, product)).body).to.include(refused);
    const unknown = { id: `item_${ulid()}` };
    expect((await write(ann, unknown)).body).to.include({ status: 404, code: "product_not_found" });
    expect((await of(unknown)).body).to.include({ status: 404, code: "product_not_found" });
  });

  it("are accepted after the product is deleted", async () => {
    const product = await newProduct(shop);
    await deliver(shop, ann.id, [product]);
    await untilReady(shop, ann.id, [product]);
    await shop.ask("DELETE", `/products/${product.id}`);
    expect((await write(ann, product)).status).to.equal(201);
  });

  it("refuse invalid ratings, titles and texts", async () => {
    const product = await newProduct(shop);
    await deliver(shop, ann.id, [product]);
    await untilReady(shop, ann.id, [product]);
    const wrong = [
      { rating: 0 },
      { rating: 6 },
      { rating: 4.5 },
      { rating: null },
      { rating: undefined },
      { title: "" },
      { title: " " },
      { title: "x".repeat(151) },
      { title: "a\nb" },
      { body: "\n" },
      { body: "x".repeat(2_001) },
      { body: 5 },
      { status: "published" },
      { customer_id: bob.id },
    ];
    for (const fields of wrong) {
      const reply = await write(ann, product, fields);
      expect(reply.body, JSON.stringify(fields)).to.include({ status: 400, code: "validation_error" });
      expect(reply.body.details[0].path).to.equal(Object.keys(fields)[0]);
    }
    expect((await write(ann, product, { title: "x".repeat(150), body: "ভালো\n🙂" })).status).to.equal(201);
  });

  it("are inaccessible to other shoppers and other stores", async () => {
    const theirs = await newShop();
    const buyer = await newCustomer(theirs);
    const product = await newProduct(theirs);
    await newReview(theirs, buyer.id, product);
    const foreign = await ask("GET", `/customers/${ann.id}/reviews`, { as: shopperOf(shop.store, bob.id) });
    expect(foreign.body).to.include({ status: 403, code: "forbidden" });
    expect((await of(product)).body).to.include({ status: 404, code: "product_not_found" });
    expect((await write(ann, product)).body).to.include({ status: 404, code: "product_not_found" });
    const elsewhere = await asShopper(theirs, ann.id)("GET", `/customers/${ann.id}/reviews`);
    expect(elsewhere.body).to.deep.include({ reviews: [], ready_for_review: [] });
    expect((await ask("GET", `/catalog/products/${product.id}/reviews`)).status).to.equal(401);
    const merchant = await ask("GET", `/catalog/products/${product.id}/reviews`, { as: theirs.merchant });
    expect(merchant.status).to.equal(401);
  });

  it("are paged by page and by cursor", async () => {
    const product = await newProduct(shop);
    const shoppers = await Promise.all([1, 2, 3, 4, 5].map(() => newCustomer(shop)));
    const made: string[] = [];
    for (const { id } of shoppers) made.unshift((await newReview(shop, id, product)).id);
    const ids = (body: Parsed) => body.reviews.map(({ id }: Parsed) => id);
    const { body } = await of(product, "?page=2&limit=2");
    expect(ids(body)).to.deep.equal(made.slice(2, 4));
    expect(body.pagination).to.include({ page: 2, limit: 2, total: 5 });
    const rest = await of(product, `?limit=2&cursor=${body.pagination.next_cursor}`);
    expect(ids(rest.body)).to.deep.equal(made.slice(4));
    expect(rest.body.pagination.next_cursor).to.equal(null);
    expect((await of(product, "?limit=101")).status).to.equal(400);
    expect((await of(product, "?sort=rating")).status).to.equal(400);
    const wrong = await own(ann, `?cursor=${body.pagination.next_cursor}`);
    expect(wrong.body).to.include({ status: 400, code: "invalid_cursor" });
    expect((await own(ann, "?limit=1")).body.reviews).to.have.length(1);
  });

  it("are deleted with their author", async () => {
    const product = await newProduct(shop);
    const erased = await newCustomer(shop);
    await newReview(shop, erased.id, product, { rating: 1 });
    await newReview(shop, bob.id, product, { rating: 4 });
    expect((await of(product)).body.summary).to.deep.equal({ reviews: 2, average_rating: 2.5 });
    expect((await shop.ask("DELETE", `/customers/${erased.id}`)).status).to.equal(204);
    const left = await until(async () => {
      const { body } = await of(product);
      return body.summary.reviews === 1 ? body : undefined;
    });
    expect(left.summary).to.deep.equal({ reviews: 1, average_rating: 4 });
    expect(left.reviews).to.have.length(1);
    const { body } = await shop.ask("GET", "/reviews?limit=100");
    expect(body.data.some(({ customer_id }: Parsed) => customer_id === erased.id)).to.equal(false);
  });
});
