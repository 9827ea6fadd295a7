import { expect } from "chai";
import { ulid } from "ulid";
import { createExample } from "../../../services/api/surfaces/merchant/fulfillment-bodies.ts";
import type { Parsed } from "../../support/harness/index.ts";
import { all, mailOf, type Sold, sell } from "../../support/harness/orders.ts";
import { newShop, type Shop, walk } from "../../support/harness/shop.ts";

describe("order fulfilments", () => {
  let shop: Shop;
  let sold: Sold;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    sold = await sell(shop);
  });

  const fulfil = (body: object, headers: Record<string, string> = {}) =>
    shop.ask("POST", `${sold.path}/fulfillments`, { body, headers });
  const change = (id: string, body: object, headers: Record<string, string> = {}) =>
    shop.ask("PATCH", `${sold.path}/fulfillments/${id}`, { body, headers });
  const detail = async () => (await shop.ask("GET", sold.path)).body;
  const itemId = (at: number) => sold.order.items[at]?.id ?? "";

  it("creates a fulfilment from every field of the seed", async () => {
    const items = [{ id: itemId(0), name: "Alfredo Pasta", quantity: 2, selling_price: 100 }];
    const { notify_customer: _, ...rest } = createExample;
    const reply = await fulfil({ ...createExample, items });
    expect(reply.status).to.equal(201);
    expect(reply.body).to.deep.include({
      order_id: sold.order.id,
      status: "pending",
      items,
      awb: rest.awb,
      tracking_url: rest.tracking_url,
      provider_id: null,
      shipping_method: "Self-Delivery",
      delivery_person: rest.delivery_person,
      fulfillment_status: "partial",
    });
    expect(reply.body.customer.address).to.deep.include(rest.customer.address);
    expect(reply.body.pickup_address).to.deep.include(rest.pickup_address);
    expect(reply.body.id).to.match(/^ful_/);
    const { fulfillment_status, ...made } = reply.body;
    const read = await detail();
    expect(read).to.include({ fulfillment_status });
    expect(read.fulfillments).to.deep.equal([made]);
    const mails = await mailOf(sold);
    expect(mails).to.have.length(1);
    expect(mails[0].text).to.contain(rest.awb);
  });

  it("fulfils an order in several steps until nothing is left", async () => {
    expect((await fulfil({ items: [{ id: itemId(0), quantity: 1 }] })).body.fulfillment_status).to.equal("partial");
    const second = await fulfil({
      items: [
        { id: itemId(0), quantity: 1 },
        { id: itemId(1), quantity: 2 },
      ],
    });
    expect(second.body.fulfillment_status).to.equal("partial");
    expect(second.body.items).to.deep.equal([
      { id: itemId(0), name: "Alfredo Pasta", quantity: 1, selling_price: null },
      { id: itemId(1), name: "Garlic Bread", quantity: 2, selling_price: null },
    ]);
    expect((await fulfil({ items: [{ id: itemId(1), quantity: 1 }] })).body.fulfillment_status).to.equal("fulfilled");
    const { items, fulfillments, fulfillment_status } = await detail();
    expect(items.map((item: Parsed) => item.fulfilled_quantity)).to.deep.equal([2, 3]);
    expect([fulfillments.length, fulfillment_status]).to.deep.equal([3, "fulfilled"]);
    const more = await fulfil({ items: [{ id: itemId(1), quantity: 1 }] });
    expect(more.body).to.include({ status: 422, code: "quantity_exceeds_unfulfilled" });
  });

  it("never fulfils more than is left under concurrent requests", async () => {
    expect((await fulfil({ items: [{ id: itemId(0), quantity: 3 }] })).body.code).to.equal(
      "quantity_exceeds_unfulfilled",
    );
    const replies = await Promise.all(Array.from({ length: 6 }, () => fulfil({ items: all(sold) })));
    expect(replies.map(({ status }) => status).toSorted()).to.deep.equal([201, 422, 422, 422, 422, 422]);
    const { items, fulfillments } = await detail();
    expect(fulfillments).to.have.length(1);
    expect(items.map((item: Parsed) => item.fulfilled_quantity)).to.deep.equal([2, 3]);
  });

  it("refuses items of another order", async () => {
    const other = await sell(shop);
    for (const id of ["iid_001", other.order.items[0]?.id]) {
      const reply = await fulfil({
        items: [
          { id: itemId(0), quantity: 1 },
          { id, quantity: 1 },
        ],
      });
      expect(reply.body, id).to.include({ status: 404, code: "item_not_found" });
    }
    expect(await detail()).to.deep.include({ fulfillments: [], fulfillment_status: "unfulfilled" });
  });

  it("refuses to fulfil a cancelled order", async () => {
    await shop.ask("POST", `${sold.path}/cancel`, { body: { reason: "fraud" } });
    expect((await fulfil({ items: all(sold) })).body).to.include({ status: 409, code: "order_not_fulfillable" });
    expect((await detail()).fulfillments).to.deep.equal([]);
  });

  it("books a known courier and refuses an unknown one", async () => {
    const booked = await fulfil({ items: all(sold, 1), provider_id: "sandbox" });
    expect([booked.status, booked.body.provider_id]).to.deep.equal([201, "sandbox"]);
    expect(booked.body.awb).to.be.a("string").with.length.above(0);
    expect(booked.body.tracking_url).to.match(/^https?:/);
    const unknown = await fulfil({ items: all(sold, 1), provider_id: "pigeon" });
    expect(unknown.body).to.include({ status: 422, code: "courier_not_found" });
    const { items, fulfillments } = await detail();
    expect(fulfillments).to.have.length(1);
    expect(items.map((item: Parsed) => item.fulfilled_quantity)).to.deep.equal([1, 1]);
  });

  it("creates one fulfilment per idempotency key, also under concurrent requests", async () => {
    const body = { items: all(sold, 1), notify_customer: true };
    const headers = { "Idempotency-Key": ulid() };
    const first = await fulfil(body, headers);
    const again = await fulfil(body, headers);
    expect([again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([201, "true"]);
    expect(again.body).to.deep.equal(first.body);
    const key = { "Idempotency-Key": ulid() };
    const both = await Promise.all([fulfil(body, key), fulfil(body, key)]);
    for (const { status } of both) expect(status).to.be.oneOf([201, 409]);
    expect((await detail()).fulfillments).to.have.length(2);
    const other = await fulfil({ items: all(sold, 2) }, headers);
    expect(other.body).to.include({ status: 422, code: "idempotency_key_reused" });
  });

  it("refuses a stale order version in If-Match", async () => {
    const headers = { "If-Match": (await shop.ask("GET", sold.path)).headers.get("etag") ?? "" };
    const first = await fulfil({ items: all(sold, 1) }, headers);
    expect(first.status).to.equal(201);
    expect((await fulfil({ items: all(sold, 1) }, headers)).body.code).to.equal("version_mismatch");
    expect((await change(first.body.id, { status: "shipped" }, headers)).body.code).to.equal("version_mismatch");
    const { fulfillments, status } = await detail();
    expect([fulfillments.length, fulfillments[0].status, status]).to.deep.equal([1, "pending", "pending"]);
  });

  describe("once created", () => {
    it("are listed on their own, by page and by cursor", async () => {
      const made: string[] = [];
      for (let number = 0; number < 2; number++) made.push((await fulfil({ items: all(sold, 1) })).body.id);
      const { body } = await shop.ask("GET", `${sold.path}/fulfillments`);
      expect(body.data).to.deep.equal((await detail()).fulfillments);
      expect(body.data.map(({ id }: Parsed) => id)).to.deep.equal(made);
      expect(body.pagination).to.deep.equal({ page: 1, limit: 20, total: 2, next_cursor: null });
      const walked = await walk(shop, `${sold.path}/fulfillments`, "limit", 1);
      expect(walked).to.deep.equal(body.data);
      const second = await shop.ask("GET", `${sold.path}/fulfillments?page=2&limit=1`);
      expect(second.body.data).to.deep.equal(body.data.slice(1));
      expect((await shop.ask("GET", `${sold.path}/fulfillments?page=3&limit=1`)).body.data).to.deep.equal([]);
      for (const query of ["cursor=nonsense", "limit=101", "page=0", "status=shipped"])
        expect((await shop.ask("GET", `${sold.path}/fulfillments?${query}`)).status, query).to.equal(400);
    });

    it("keep changed tracking details", async () => {
      const { id } = (await fulfil({ items: all(sold), awb: "A-1" })).body;
      const changes = {
        awb: "A-2",
        tracking_url: "https://example.com/track?id=A-2",
        shipping_method: "Bicycle",
        delivery_person: { name: "Rider Rahul", phone: "+919876543210" },
      };
      expect((await change(id, changes)).body).to.deep.include({ id, status: "pending", ...changes });
      expect((await change(id, { tracking_url: null })).body).to.deep.include({ ...changes, tracking_url: null });
      expect((await detail()).fulfillments[0]).to.deep.include({ ...changes, tracking_url: null });
    });

    it("set the order to shipped and delivered once every item is", async () => {
      const one = (await fulfil({ items: [{ id: itemId(0), quantity: 2 }] })).body.id;
      await change(one, { status: "shipped" });
      expect((await detail()).status).to.equal("pending");
      const two = (await fulfil({ items: [{ id: itemId(1), quantity: 3 }] })).body.id;
      expect((await change(two, { status: "shipped", notify_customer: true })).body).to.include({ status: "shipped" });
      expect((await detail()).status).to.equal("shipped");
      expect(await mailOf(sold)).to.have.length(1);
      await change(one, { status: "delivered" });
      expect((await detail()).status).to.equal("shipped");
      await change(two, { status: "delivered" });
      expect(await detail()).to.include({ status: "delivered", fulfillment_status: "fulfilled" });
    });

    it("release their items when cancelled", async () => {
      const { id } = (await fulfil({ items: all(sold) })).body;
      expect((await change(id, { status: "cancelled" })).body).to.include({
        status: "cancelled",
        fulfillment_status: "unfulfilled",
      });
      expect((await change(id, { status: "cancelled" })).status).to.equal(200);
      expect((await change(id, { status: "shipped" })).body).to.include({
        status: 409,
        code: "invalid_fulfillment_transition",
      });
      expect((await fulfil({ items: all(sold) })).body.fulfillment_status).to.equal("fulfilled");
    });

    it("end in one status under concurrent changes", async () => {
      for (let round = 0; round < 5; round++) {
        sold = await sell(shop);
        const { id } = (await fulfil({ items: all(sold) })).body;
        const changes = [{ awb: "A-1" }, { status: "shipped" }, { status: "cancelled" }, { shipping_method: "Van" }];
        const replies = await Promise.all([...changes, ...changes].map((body) => change(id, body)));
        for (const { status, text } of replies) expect(status, text).to.be.oneOf([200, 409]);
        const read = await detail();
        const [fulfillment] = read.fulfillments;
        expect(fulfillment.status).to.be.oneOf(["shipped", "cancelled"]);
        const none = fulfillment.status === "cancelled";
        expect(read.fulfillment_status).to.equal(none ? "unfulfilled" : "fulfilled");
        expect(read.items.map((item: Parsed) => item.fulfilled_quantity)).to.deep.equal(none ? [0, 0] : [2, 3]);
      }
    });

    it("stay cancelled when changes race a cancellation", async () => {
      for (const whole of [true, false, true, false]) {
        sold = await sell(shop, { payment: "none" });
        const { id } = (await fulfil({ items: all(sold) })).body;
        const cancel = () => shop.ask("POST", `${sold.path}/cancel`, { body: { reason: "other" } });
        const replies = await Promise.all([
          change(id, { awb: "A-1" }),
          whole ? cancel() : change(id, { status: "cancelled" }),
          change(id, { awb: "A-2" }),
          change(id, { shipping_method: "Van" }),
        ]);
        for (const { status, text } of replies) expect(status, text).to.be.oneOf([200, 409]);
        const { fulfillments, fulfillment_status } = await detail();
        expect([fulfillments[0].status, fulfillment_status]).to.deep.equal(["cancelled", "unfulfilled"]);
      }
    });

    it("are found only under their own order", async () => {
      const other = await sell(shop);
      const { id } = (await fulfil({ items: all(sold) })).body;
      for (const path of [`${sold.path}/fulfillments/ful_nobody`, `${other.path}/fulfillments/${id}`]) {
        const { body } = await shop.ask("PATCH", path, { body: { status: "shipped" } });
        expect(body, path).to.include({ status: 404, code: "fulfillment_not_found" });
      }
      const unknownOrder = await shop.ask("PATCH", `/orders/ord_nobody/fulfillments/${id}`, {
        body: { status: "shipped" },
      });
      expect(unknownOrder.body.code).to.be.oneOf(["order_not_found", "fulfillment_not_found"]);
      expect((await detail()).fulfillments[0].status).to.equal("pending");
    });

    it("refuse invalid changes", async () => {
      const { id } = (await fulfil({ items: all(sold) })).body;
      const bodies = [
        {},
        { notify_customer: true },
        { status: "gone" },
        { tracking_url: "javascript:alert(1)" },
        { tracking_url: "ftp://example.com/x" },
        { tracking_url: "example.com" },
        { awb: "" },
        { delivery_person: { phone: "1" } },
        { items: [] },
        { id: "ful_1" },
      ];
      for (const body of bodies) expect((await change(id, body)).status, JSON.stringify(body)).to.equal(400);
    });
  });
});
