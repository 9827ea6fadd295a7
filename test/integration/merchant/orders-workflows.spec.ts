import { expect } from "chai";
import { ulid } from "ulid";
import { act, type Parsed } from "../../support/harness/index.ts";
import { all, mailNow, mailOf, onHand, type Sold, sell, stock } from "../../support/harness/orders.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("workflows across services", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const patch = ({ path }: Sold, body: object, headers = {}) => shop.ask("PATCH", `${path}/status`, { body, headers });
  const detail = async ({ path }: Sold) => (await shop.ask("GET", path)).body;
  const stuckRuns = async ({ order }: Sold) =>
    (await act("orchestra.listRuns", { state: "stuck", limit: 1_000 })).filter(({ subject }) => subject === order.id);

  it("cancel an order despite a concurrent fulfilment and leave no run stuck", async function () {
    this.timeout(60_000);
    for (let round = 0; round < 20; round++) {
      const sold = await sell(shop);
      const [item] = all(sold, 1);
      const [made, cancelled] = await Promise.all([
        shop.ask("POST", `${sold.path}/fulfillments`, { body: { items: [item] } }),
        shop.ask("POST", `${sold.path}/cancel`, { body: { reason: "other" } }),
      ]);
      expect(cancelled.status).to.equal(200);
      expect(made.status === 201 || made.body.code === "order_not_fulfillable", made.text).to.equal(true);
      const now = await detail(sold);
      expect(now.status).to.equal("cancelled");
      for (const { status } of now.fulfillments) expect(status).to.equal("cancelled");
      expect(await stuckRuns(sold)).to.deep.equal([]);
    }
  });

  it("complete a cancellation except for its declined refund and end the run", async () => {
    const sold = await sell(shop, { paidWith: "pm_card_refund_declined" });
    await stock(shop, sold, 10);
    await shop.ask("POST", `${sold.path}/fulfillments`, { body: { items: all(sold) } });
    const body = { reason: "fraud", refund: true, notify_customer: true };
    const headers = { "Idempotency-Key": ulid() };
    const reply = await shop.ask("POST", `${sold.path}/cancel`, { body, headers });
    expect([reply.status, reply.body.code]).to.deep.equal([422, "refund_declined"]);
    const now = await detail(sold);
    expect([now.status, now.financial_status, now.fulfillments[0].status]).to.deep.equal([
      "cancelled",
      "paid",
      "cancelled",
    ]);
    expect(now.refunds.map(({ status }: Parsed) => status)).to.deep.equal(["failed"]);
    expect(await onHand(shop, sold)).to.deep.equal([12, 13]);
    expect(await mailOf(sold)).to.have.length(1);

    expect(await stuckRuns(sold)).to.deep.equal([]);
    const again = await shop.ask("POST", `${sold.path}/cancel`, { body, headers });
    expect([again.status, again.body.code]).to.deep.equal([422, "refund_declined"]);
  });

  it("restore the order status when its refund is declined", async () => {
    const sold = await sell(shop, { paidWith: "pm_card_refund_declined" });
    await patch(sold, { status: "processing" });
    const reply = await patch(sold, { status: "refunded", notify_customer: true });
    expect([reply.status, reply.body.code]).to.deep.equal([422, "refund_declined"]);
    const now = await detail(sold);
    expect([now.status, now.financial_status]).to.deep.equal(["processing", "paid"]);
    expect(await stuckRuns(sold)).to.deep.equal([]);
    expect(await mailNow(sold.customer.email)).to.deep.equal([]);
  });

  it("replay a response that changed nothing, whatever happened since", async () => {
    const sold = await sell(shop);
    await patch(sold, { status: "refunded" });
    const headers = { "Idempotency-Key": ulid() };
    const first = await patch(sold, { status: "refunded" }, headers);
    expect(first.status).to.equal(200);
    await patch(sold, { status: "processing" });
    const again = await patch(sold, { status: "refunded" }, headers);
    expect([again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([200, "true"]);
    expect(again.body).to.deep.equal(first.body);
  });

  it("refuse a stale version even when nothing would change", async () => {
    const sold = await sell(shop);
    await patch(sold, { status: "cancelled" });
    expect((await patch(sold, { status: "cancelled" }, { "If-Match": '"v1"' })).status).to.equal(412);
  });

  it("apply one of three concurrent tracking changes for the same version", async () => {
    const sold = await sell(shop);
    const { body: made } = await shop.ask("POST", `${sold.path}/fulfillments`, { body: { items: all(sold) } });
    const etag = (await shop.ask("GET", sold.path)).headers.get("etag") ?? "";
    const path = `${sold.path}/fulfillments/${made.id}`;
    const replies = await Promise.all(
      ["W1", "W2", "W3"].map((awb) => shop.ask("PATCH", path, { body: { awb }, headers: { "If-Match": etag } })),
    );
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 412, 412]);
  });

  it("keep the order's version when a fulfilment does not change", async () => {
    const sold = await sell(shop);
    const { body: made } = await shop.ask("POST", `${sold.path}/fulfillments`, {
      body: { items: all(sold), awb: "W" },
    });
    const etag = (await shop.ask("GET", sold.path)).headers.get("etag")?.split(".")[0];
    const path = `${sold.path}/fulfillments/${made.id}`;
    expect((await shop.ask("PATCH", path, { body: { awb: "W", status: "pending" } })).status).to.equal(200);
    expect((await shop.ask("GET", sold.path)).headers.get("etag")?.split(".")[0]).to.equal(etag);
  });

  it("name the partial shipment and its items in the mail", async () => {
    const sold = await sell(shop);
    const [item] = all(sold, 1);
    const body = { items: [item], notify_customer: true };
    expect((await shop.ask("POST", `${sold.path}/fulfillments`, { body })).status).to.equal(201);
    const [mail] = await mailOf(sold);
    expect(mail.subject).to.match(/^Part of your order /);
    expect(mail.text).to.contain("1 × Alfredo Pasta").and.not.contain("Garlic Bread");
  });
});
