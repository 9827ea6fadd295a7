import { expect } from "chai";
import { ulid } from "ulid";
import { all, mailNow, mailOf, onHand, type Sold, sell, stock } from "../../support/harness/orders.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("order status", () => {
  let shop: Shop;
  let sold: Sold;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    sold = await sell(shop);
  });

  const set = (status: string, more: object = {}, headers: Record<string, string> = {}) =>
    shop.ask("PATCH", `${sold.path}/status`, { body: { status, ...more }, headers });
  const detail = async () => (await shop.ask("GET", sold.path)).body;

  it("returns the order in the shape of the list", async () => {
    const reply = await set("processing", { note: "Order is being prepared for shipment", notify_customer: true });
    expect(reply.status).to.equal(200);
    expect(reply.body).to.include({ id: sold.order.id, status: "processing", grand_total: 66.17 });
    const { body } = await shop.ask("GET", "/orders?limit=1");
    expect(Object.keys(reply.body)).to.deep.equal(Object.keys(body.data[0]));
    const { timeline } = await detail();
    const noted = timeline.filter(({ note }: { note: string }) => note === "Order is being prepared for shipment");
    expect(noted).to.have.length(1);
    expect(noted[0].actor).to.equal("merchant:user_tests");
    expect(await mailOf(sold)).to.have.length(1);
  });

  it("sends mail only on request", async () => {
    await set("confirmed");
    await set("processing", { notify_customer: true });
    const mails = await mailOf(sold);
    expect(mails).to.have.length(1);
    expect(`${mails[0].subject} ${mails[0].text}`).to.contain(sold.order.order_number);
  });

  it("changes freely until the order is delivered or cancelled", async () => {
    for (const status of ["shipped", "pending", "confirmed", "processing", "delivered"])
      expect((await set(status)).body.status).to.equal(status);
    for (const status of ["pending", "confirmed", "processing", "shipped", "cancelled", "refunded"]) {
      const { body } = await set(status);
      expect(body, status).to.include({ status: 409, code: "invalid_status_transition" });
    }
    expect((await detail()).status).to.equal("delivered");
  });

  it("does not change when set to its current value", async () => {
    for (const status of ["pending", "shipped", "delivered"]) {
      const first = await set(status);
      const again = await set(status, { note: "again", notify_customer: true });
      expect([again.status, again.body.updated_at]).to.deep.equal([200, first.body.updated_at]);
      expect(again.headers.get("etag")?.split(".")[0]).to.equal(first.headers.get("etag")?.split(".")[0]);
    }
    const { timeline } = await detail();
    expect(timeline.filter(({ note }: { note: string }) => note === "again")).to.deep.equal([]);
    expect(await mailNow(sold.customer.email)).to.deep.equal([]);
  });

  it("cancels the order: restocks and keeps the payment", async () => {
    await stock(shop, sold, 10);
    expect((await set("cancelled", { note: "Changed their mind" })).body).to.include({
      status: "cancelled",
      financial_status: "paid",
    });
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    const { refunds, items } = await detail();
    expect(refunds).to.deep.equal([]);
    for (const item of items) expect(item.cancelled_quantity).to.equal(item.quantity);
    expect((await set("cancelled")).status).to.equal(200);
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    expect((await set("pending")).body.code).to.equal("invalid_status_transition");
  });

  it("follows the cancellation rules when set to cancelled", async () => {
    await set("shipped");
    expect((await set("cancelled")).body).to.include({ status: 409, code: "order_not_cancellable" });
    expect((await detail()).status).to.equal("shipped");
  });

  it("refunds everything captured when set to refunded", async () => {
    expect((await set("refunded")).body).to.include({ status: "refunded", financial_status: "refunded" });
    const { refunds, payments } = await detail();
    expect(refunds).to.have.length(1);
    expect(refunds[0]).to.include({ amount: 66.17, status: "succeeded", payment_id: sold.payment?.id });
    expect(payments[0].refunded).to.equal(66.17);
    expect((await set("refunded")).status).to.equal(200);
    expect((await detail()).refunds).to.have.length(1);
  });

  it("refuses refunded when nothing was captured", async () => {
    for (const payment of ["none", "held"] as const) {
      sold = await sell(shop, { payment });
      expect((await set("refunded")).body, payment).to.include({ status: 409, code: "nothing_to_refund" });
      expect((await detail()).status).to.equal("pending");
    }
  });

  it("refuses a stale version in If-Match", async () => {
    const read = (await shop.ask("GET", sold.path)).headers.get("etag") ?? "";
    expect((await set("confirmed", {}, { "If-Match": read })).status).to.equal(200);
    const stale = await set("processing", {}, { "If-Match": read });
    expect(stale.body).to.include({ status: 412, code: "version_mismatch" });
    for (const status of ["cancelled", "refunded"])
      expect((await set(status, {}, { "If-Match": read })).status, status).to.equal(412);
    expect((await detail()).status).to.equal("confirmed");
    const written = (await set("processing")).headers.get("etag") ?? "";
    expect((await set("confirmed", {}, { "If-Match": written })).status).to.equal(200);
  });

  it("changes once per idempotency key", async () => {
    const headers = { "Idempotency-Key": ulid() };
    const more = { note: "Once", notify_customer: true };
    const first = await set("processing", more, headers);
    const again = await set("processing", more, headers);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(again.body).to.deep.equal(first.body);
    expect(await mailOf(sold)).to.have.length(1);
    const { timeline } = await detail();
    expect(timeline.filter(({ note }: { note: string }) => note === "Once")).to.have.length(1);
  });

  it("keeps the fulfilments of the order", async () => {
    await shop.ask("POST", `${sold.path}/fulfillments`, { body: { items: all(sold) } });
    await set("shipped");
    expect(await detail()).to.include({ status: "shipped", fulfillment_status: "fulfilled" });
  });

  it("refuses invalid bodies and unknown orders", async () => {
    const bodies = [{}, { status: "open" }, { status: "Pending" }, { status: null }, { status: ["pending"] }];
    const more = [
      { note: 7 },
      { note: "x".repeat(2_001) },
      { notify_customer: "yes" },
      { tags: ["a"] },
      { note: "\u0000" },
    ];
    for (const body of [...bodies, ...more.map((each) => ({ status: "confirmed", ...each }))]) {
      const reply = await shop.ask("PATCH", `${sold.path}/status`, { body });
      expect(reply.status, JSON.stringify(body).slice(0, 100)).to.equal(400);
    }
    expect((await detail()).status).to.equal("pending");
    expect((await shop.ask("PATCH", "/orders/ord_nobody/status", { body: { status: "pending" } })).body.code).to.equal(
      "order_not_found",
    );
  });
});
