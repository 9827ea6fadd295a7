import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/index.ts";
import { all, mailNow, mailOf, onHand, type Sold, sell, stock } from "../../support/harness/orders.ts";
import { newShop, type Shop, untilTotals } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("order cancellation", () => {
  let shop: Shop;
  let sold: Sold;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    sold = await sell(shop);
    await stock(shop, sold, 10);
  });

  const cancel = (body: object = {}, headers: Record<string, string> = {}) =>
    shop.ask("POST", `${sold.path}/cancel`, { body: { reason: "customer_request", ...body }, headers });
  const detail = async () => (await shop.ask("GET", sold.path)).body;
  const fullBody = {
    cancel_reason_details: "Customer requested cancellation via phone",
    refund: true,
    refund_amount: 66.17,
    restock: true,
    notify_customer: true,
  };

  it("changes status, payment, stock and fulfilments and sends mail for the seed's full body", async () => {
    const made = await shop.ask("POST", `${sold.path}/fulfillments`, { body: { items: all(sold, 1) } });
    const reply = await cancel(fullBody);
    expect(reply.status).to.equal(200);
    expect(reply.body).to.deep.include({
      id: sold.order.id,
      status: "cancelled",
      financial_status: "refunded",
      fulfillment_status: "unfulfilled",
      restocked: true,
      cancelled_fulfillments: [made.body.id],
    });
    const { refund } = reply.body;
    expect(refund).to.include({ payment_id: sold.payment?.id, amount: 66.17, status: "succeeded", currency: "BDT" });
    const read = await detail();
    expect(read.refunds).to.deep.equal([refund]);
    expect(read.payments[0]).to.include({ captured: 66.17, refunded: 66.17 });
    expect(read.fulfillments[0]).to.include({ id: made.body.id, status: "cancelled" });
    for (const item of read.items) expect(item.cancelled_quantity).to.equal(item.quantity);
    const [entry] = read.timeline.filter(({ type }: Parsed) => type === "order.cancelled");
    expect(entry.data).to.deep.equal({ reason: "customer_request", details: fullBody.cancel_reason_details });
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    const mails = await mailOf(sold);
    expect(mails).to.have.length(1);
    expect(mails[0].text).to.contain("66.17");
    await untilTotals(shop, sold.customer.id, 0, 0);
  });

  it("writes the refund to the timeline in major units", async () => {
    await cancel(fullBody);
    const entry = await until(async () =>
      (await detail()).timeline.find(({ type }: Parsed) => type === "refund.succeeded"),
    );
    expect(entry.data).to.include({ amount: 66.17, currency: "BDT" });
  });

  it("restocks without a refund or mail by default", async () => {
    const { body } = await cancel();
    expect(body).to.deep.include({
      status: "cancelled",
      financial_status: "paid",
      refund: null,
      restocked: true,
      cancelled_fulfillments: [],
    });
    expect((await detail()).refunds).to.deep.equal([]);
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    expect(await mailNow(sold.customer.email)).to.deep.equal([]);
  });

  it("does not restock when restock is false", async () => {
    expect((await cancel({ restock: false })).body.restocked).to.equal(false);
    expect(await onHand(shop, sold)).to.deep.equal([10, 10]);
  });

  it("refunds a partial amount", async () => {
    const { body } = await cancel({ refund: true, refund_amount: 20.05 });
    expect(body.refund).to.include({ amount: 20.05 });
    expect(body.financial_status).to.equal("partially_refunded");
    expect((await detail()).payments[0]).to.include({ captured: 66.17, refunded: 20.05 });
  });

  it("refunds everything captured when no amount is given", async () => {
    expect((await cancel({ refund: true })).body.refund).to.include({ amount: 66.17 });
  });

  it("refuses a refund above the captured amount", async () => {
    for (const refund_amount of [66.18, 1e9]) {
      const { body } = await cancel({ refund: true, refund_amount });
      expect(body).to.include({ status: 422, code: "refund_exceeds_paid" });
      expect(body.details[0].path).to.equal("refund_amount");
    }
    expect(await detail()).to.deep.include({ status: "pending", refunds: [] });
    expect(await onHand(shop, sold)).to.deep.equal([10, 10]);
  });

  it("voids a payment that is only authorized", async () => {
    sold = await sell(shop, { payment: "held" });
    const { body } = await cancel();
    expect(body).to.include({ status: "cancelled", payment_status: "voided", refund: null });
    expect((await detail()).payments[0]).to.include({ status: "voided", captured: 0 });
  });

  it("refunds nothing when nothing was paid", async () => {
    sold = await sell(shop, { payment: "none" });
    const tooMuch = await cancel({ refund: true, refund_amount: 1 });
    expect(tooMuch.body).to.include({ status: 422, code: "refund_exceeds_paid" });
    expect((await cancel({ refund: true })).body).to.include({ status: "cancelled", refund: null });
  });

  it("refuses a second cancellation", async () => {
    await cancel();
    expect((await cancel()).body).to.include({ status: 409, code: "order_already_cancelled" });
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
  });

  it("cancels once under concurrent requests", async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => cancel(fullBody)));
    expect(replies.map(({ status }) => status).toSorted()).to.deep.equal([200, 409, 409, 409, 409, 409]);
    expect((await detail()).refunds).to.have.length(1);
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    expect(await mailOf(sold)).to.have.length(1);
  });

  it("replays the response for the same idempotency key", async () => {
    const headers = { "Idempotency-Key": ulid() };
    const first = await cancel(fullBody, headers);
    const again = await cancel(fullBody, headers);
    expect([again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([200, "true"]);
    expect(again.body).to.deep.equal(first.body);
    expect((await detail()).refunds).to.have.length(1);
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    expect(await mailOf(sold)).to.have.length(1);
    const other = await cancel({ reason: "fraud" }, headers);
    expect(other.body).to.include({ status: 422, code: "idempotency_key_reused" });
  });

  it("refuses shipped, delivered and refunded orders", async () => {
    for (const status of ["shipped", "delivered", "refunded"]) {
      sold = await sell(shop);
      await shop.ask("PATCH", `${sold.path}/status`, { body: { status } });
      expect((await cancel()).body, status).to.include({ status: 409, code: "order_not_cancellable" });
      expect((await detail()).status).to.equal(status);
    }
  });

  it("refuses a stale version in If-Match", async () => {
    const headers = { "If-Match": (await shop.ask("GET", sold.path)).headers.get("etag") ?? "" };
    await shop.ask("PATCH", `${sold.path}/status`, { body: { status: "confirmed" } });
    expect((await cancel(fullBody, headers)).body).to.include({ status: 412, code: "version_mismatch" });
    expect(await detail()).to.deep.include({ status: "confirmed", refunds: [] });
    expect(await onHand(shop, sold)).to.deep.equal([10, 10]);
    const current = (await shop.ask("GET", sold.path)).headers.get("etag") ?? "";
    expect((await cancel(fullBody, { "If-Match": current })).status).to.equal(200);
  });

  it("accepts every known reason and refuses others", async () => {
    for (const reason of ["out_of_stock", "fraud", "other"]) {
      sold = await sell(shop);
      expect((await cancel({ reason })).status, reason).to.equal(200);
    }
    sold = await sell(shop);
    for (const reason of [undefined, "", "because", null, "FRAUD"])
      expect((await cancel({ reason })).body.details[0].path, String(reason)).to.equal("reason");
  });

  it("refuses invalid refund amounts by field", async () => {
    const amounts: [Parsed, boolean | undefined][] = [
      [10, false],
      [10, undefined],
      [66.175, true],
      [0.001, true],
      [0, true],
      [-1, true],
      ["66.17", true],
      [null, true],
      [1e13, true],
      [2 ** 53, true],
    ];
    for (const [refund_amount, refund] of amounts) {
      const { status, body } = await cancel({ refund_amount, refund });
      expect([status, body.details[0].path], JSON.stringify(refund_amount)).to.deep.equal([400, "refund_amount"]);
    }
    expect((await detail()).status).to.equal("pending");
    expect(await onHand(shop, sold)).to.deep.equal([10, 10]);
  });
});
