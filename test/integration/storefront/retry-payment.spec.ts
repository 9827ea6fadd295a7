import { expect } from "chai";
import { ulid } from "ulid";
import { act } from "../../support/harness/index.ts";
import { type Bought, buy, withCurrentTag } from "../../support/harness/returns.ts";
import { newShop, type Shop, setStatus } from "../../support/harness/shop.ts";

describe("payment retry", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    bought = await buy(shop, { payment: "none" });
    await decline(bought);
  });

  /** Lets the provider decline the order's payment. */
  async function decline({ order }: Bought): Promise<void> {
    const { store_id, tenant_id } = shop.store;
    const { id: order_id, grand_total: amount, currency } = order;
    const payment = { method: "card", payment_method_id: "pm_card_declined", amount, currency };
    const params = { idempotency_key: ulid(), store_id, tenant_id, order_id, provider: "sandbox" as const, ...payment };
    await act("payments.authorize", params).catch(() => undefined);
    const { payment_status, financial_status } = await act("payments.ofOrder", { store_id, order_id });
    const record = { idempotency_key: ulid(), store_id, order_id, payment_status, financial_status };
    await act("orders.recordPayment", record);
  }

  const retry = (payment_method_id: string, headers: Record<string, string> = {}, of = bought) =>
    of.shopper("POST", `${of.own}/retry-payment`, { body: { payment_method_id }, headers });
  const paymentStatus = async (of = bought) => (await of.shopper("GET", `${of.own}/payment-status`)).body;
  const payments = async (of = bought) => (await of.shopper("GET", `${of.own}/payments`)).body.payments;

  it("is offered after a failed payment", async () => {
    expect(await paymentStatus()).to.deep.equal({
      order_number: bought.order.order_number,
      payment_status: "failed",
      is_retry_available: true,
      amount_due: 66.17,
      failure_code: "declined",
      next_action: null,
    });
    expect((await bought.shopper("GET", bought.own)).body.is_retry_available).to.equal(true);
  });

  it("captures the full amount due with another payment method", async () => {
    const { status, body } = await retry("pm_card_visa");
    expect(status).to.equal(200);
    expect(body).to.include({
      status: "pending",
      payment_status: "captured",
      financial_status: "paid",
      amount_paid: 66.17,
      amount_due: 0,
      is_retry_available: false,
    });
    const [failed, paid, ...more] = await payments();
    expect(failed).to.include({ status: "failed", captured: 0 });
    expect(paid).to.include({ status: "captured", captured: 66.17 });
    expect(more).to.deep.equal([]);
    expect(await paymentStatus()).to.include({ payment_status: "captured", is_retry_available: false, amount_due: 0 });
  });

  it("says why the payment failed: the payer by a code, the merchant in the provider's words too", async () => {
    const [own] = await payments();
    expect(own).to.include({ status: "failed", failure_code: "declined" });
    expect(own).not.to.have.property("failure_reason");
    const [seen] = (await shop.ask("GET", bought.path)).body.payments;
    expect(seen).to.include({ failure_code: "declined", failure_reason: "The card was declined." });
  });

  it("answers what the payer has to do, as placing an order does", async () => {
    const { status, body } = await retry("pm_card_3ds");
    expect([status, body.payment_status]).to.deep.equal([200, "requires_action"]);
    const url = `/dev/payments/${shop.store.store_id}/${body.payment.id}`;
    expect(body.payment).to.include({ status: "requires_action", amount: 66.17, failure_code: null });
    expect(body.payment.next_action).to.include({ type: "redirect", url });
    expect((await retry("pm_card_visa")).body.code).to.equal("retry_not_available");
  });

  it("compares If-Match with the order's current ETag", async () => {
    const seen = { "If-Match": (await bought.shopper("GET", bought.own)).headers.get("etag") ?? "" };
    await shop.ask("PATCH", `${bought.path}/status`, { body: { status: "confirmed" } });
    expect((await retry("pm_card_visa", seen)).body).to.include({ status: 412, code: "version_mismatch" });
    expect(await payments()).to.have.length(1);
    const { reply: paid } = await withCurrentTag(bought, (tag) => retry("pm_card_visa", tag));
    expect([paid.status, paid.body.payment_status]).to.deep.equal([200, "captured"]);
    expect(paid.headers.get("etag")).to.match(/^"v\d+\.[\w-]+"$/);
  });

  it("is offered again after another decline", async () => {
    expect((await retry("pm_card_declined")).body).to.include({ status: 402, code: "payment_declined" });
    expect(await paymentStatus()).to.include({ payment_status: "failed", is_retry_available: true, amount_due: 66.17 });
    expect(await payments()).to.have.length(2);
    expect((await retry("pm_card_visa")).status).to.equal(200);
    expect((await payments()).map(({ status }: { status: string }) => status)).to.deep.equal([
      "failed",
      "failed",
      "captured",
    ]);
  });

  it("charges once when the provider's first answer is unknown", async () => {
    expect((await retry("pm_card_timeout")).body).to.include({ payment_status: "captured", amount_paid: 66.17 });
    expect(await payments()).to.have.length(2);
  });

  it("charges once under concurrent requests", async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => retry("pm_card_visa")));
    const done = replies.filter(({ status }) => status === 200);
    expect(done).to.have.length(1);
    for (const { status, body } of replies)
      if (status !== 200) expect(body).to.include({ status: 409, code: "retry_not_available" });
    const captured = (await payments()).filter(({ status }: { status: string }) => status === "captured");
    expect(captured).to.have.length(1);
  });

  it("replays the response for the same idempotency key", async () => {
    const key = { "Idempotency-Key": ulid() };
    const first = await retry("pm_card_visa", key);
    const second = await retry("pm_card_visa", key);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await retry("pm_card_other", key)).body.code).to.equal("idempotency_key_reused");
    expect((await retry("pm_card_visa")).body).to.include({ status: 409, code: "retry_not_available" });
  });

  it("is refused when no payment failed or the order is cancelled", async () => {
    const paid = await buy(shop);
    const unpaid = await buy(shop, { payment: "none" });
    await setStatus(bought.order, "cancelled");
    for (const each of [paid, unpaid, bought]) {
      const reply = await retry("pm_card_visa", {}, each);
      expect(reply.body, each.order.order_number).to.include({ status: 409, code: "retry_not_available" });
      expect((await paymentStatus(each)).is_retry_available).to.equal(false);
    }
  });

  it("refuses invalid payment methods and another customer's order", async () => {
    for (const invalid of ["", "visa", "pm_", "pm_a b"])
      expect((await retry(invalid)).body, invalid).to.include({ status: 400, code: "validation_error" });
    expect((await bought.shopper("POST", `${bought.own}/retry-payment`, { body: {} })).status).to.equal(400);
    const other = await buy(shop);
    const reply = await other.shopper("POST", `${bought.own}/retry-payment`, {
      body: { payment_method_id: "pm_card_visa" },
    });
    expect(reply.body).to.include({ status: 404, code: "order_not_found" });
    expect(await payments()).to.have.length(1);
  });
});
