import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/index.ts";
import { asShopper, newProduct, newReview } from "../../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, walk } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("review moderation", () => {
  let shop: Shop;
  let product: Parsed;
  before(async () => {
    shop = await newShop();
    product = await newProduct(shop);
  });

  const review = async (fields: object = {}, of = product): Promise<Parsed> => {
    const { id } = await newCustomer(shop);
    return { ...(await newReview(shop, id, of, fields)), customer_id: id };
  };
  const moderate = (id: string, action: unknown, headers: Record<string, string> = {}) =>
    shop.ask("PATCH", `/reviews/${id}`, { body: { action }, headers });
  const seenBy = (customer_id: string, of = product) =>
    asShopper(shop, customer_id)("GET", `/catalog/products/${of.id}/reviews`);

  it("lists reviews with their customers, newest first, in total or by status", async () => {
    const of = await newProduct(shop);
    const [first, second] = [await review({}, of), await review({ rating: 1, title: "Bad" }, of)];
    const { body } = await shop.ask("GET", "/reviews?limit=2");
    expect(body.data.map(({ id }: Parsed) => id)).to.deep.equal([second.id, first.id]);
    expect(body.data[0]).to.deep.equal(second);
    await moderate(second.id, "reject");
    const rejected = await shop.ask("GET", "/reviews?status=rejected&limit=1");
    expect(rejected.body.data[0]).to.include({ id: second.id, status: "rejected" });
    expect(rejected.body.pagination).to.include({ page: 1, limit: 1, total: 1 });
    const all = await walk(shop, "/reviews", "limit", 1);
    expect(all.map(({ id }) => id)).to.deep.equal([second.id, first.id]);
    const published = await walk(shop, "/reviews?status=published", "limit", 1);
    expect(published.map(({ id }) => id)).to.deep.equal([first.id]);
    for (const query of ["status=spam", "limit=101", "rating=5", "cursor=x"])
      expect((await shop.ask("GET", `/reviews?${query}`)).status, query).to.equal(400);
  });

  it("hides rejected reviews from shoppers and shows them when published again", async () => {
    const of = await newProduct(shop);
    const [bad, good] = [await review({ rating: 1 }, of), await review({ rating: 4 }, of)];
    expect((await seenBy(good.customer_id, of)).body.summary).to.deep.equal({ reviews: 2, average_rating: 2.5 });
    const rejected = await moderate(bad.id, "reject");
    expect(rejected.status).to.equal(200);
    expect(rejected.body).to.include({ id: bad.id, status: "rejected", customer_id: bad.customer_id });
    const { body } = await seenBy(bad.customer_id, of);
    expect(body.summary).to.deep.equal({ reviews: 1, average_rating: 4 });
    expect(body.reviews.map(({ id }: Parsed) => id)).to.deep.equal([good.id]);
    const own = await asShopper(shop, bad.customer_id)("GET", `/customers/${bad.customer_id}/reviews`);
    expect(own.body.reviews[0]).to.include({ id: bad.id, status: "rejected" });
    expect((await moderate(bad.id, "reject")).body).to.deep.equal(rejected.body);
    expect((await moderate(bad.id, "publish")).body).to.include({ status: "published" });
    expect((await seenBy(bad.customer_id, of)).body.summary).to.deep.equal({ reviews: 2, average_rating: 2.5 });
  });

  it("applies once per idempotency key and refuses stale versions", async () => {
    const { id } = await review();
    const key = { "Idempotency-Key": ulid() };
    const [first, second] = [await moderate(id, "reject", key), await moderate(id, "reject", key)];
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect((await moderate(id, "publish", key)).body.code).to.equal("idempotency_key_reused");
    const late = await moderate(id, "publish", { "If-Match": '"v1"' });
    expect(late.body).to.include({ status: 412, code: "version_mismatch" });
    const etag = first.headers.get("etag") ?? "";
    expect((await moderate(id, "publish", { "If-Match": etag })).body.status).to.equal("published");
  });

  it("refuses invalid actions, unknown reviews and reviews of other stores", async () => {
    const { id } = await review();
    for (const action of ["hide", "published", null, undefined]) {
      const reply = await moderate(id, action);
      expect(reply.body, String(action)).to.include({ status: 400, code: "validation_error" });
    }
    expect((await shop.ask("PATCH", `/reviews/${id}`, { body: { action: "reject", note: "x" } })).status).to.equal(400);
    expect((await moderate(`rev_${ulid()}`, "reject")).body).to.include({ status: 404, code: "review_not_found" });
    const theirs = await newShop();
    const foreign = await theirs.ask("PATCH", `/reviews/${id}`, { body: { action: "reject" } });
    expect(foreign.body).to.include({ status: 404, code: "review_not_found" });
    expect((await theirs.ask("GET", "/reviews")).body.data).to.deep.equal([]);
    const outside = await shop.ask("GET", "/reviews", { as: theirs.merchant });
    expect(outside.body).to.include({ status: 403, code: "forbidden" });
    const shopper = await shop.ask("GET", "/reviews", { as: {} });
    expect(shopper.status).to.equal(401);
  });

  it("records moderation in the event log without the review's text", async () => {
    const { id } = await review({ body: "a word that is nowhere else" });
    await moderate(id, "reject");
    const events = await shopEvents(id, 2);
    expect(events.map(({ name, after }) => [name, after.status])).to.deep.equal([
      ["review.moderated", "rejected"],
      ["review.created", "published"],
    ]);
    expect(JSON.stringify(events)).to.not.contain("nowhere else");
  });

  async function shopEvents(id: string, count: number): Promise<Parsed[]> {
    return until(async () => {
      const { body } = await shop.ask("GET", `/events?entity_type=review&entity_id=${id}`);
      return body.data.length >= count ? body.data : undefined;
    });
  }
});
