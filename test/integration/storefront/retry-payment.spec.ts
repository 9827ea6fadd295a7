import { expect } from "chai";
import { ulid } from "ulid";
import { act } from "../../support/harness/index.ts";
import { type Bought, buy } from "../../support/harness/returns.ts";
import { newShop, type Shop, setStatus } from "../../support/harness/shop.ts";

describe("shoppers pay again for an order whose payment failed", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    bought = await buy(shop, { payment: "none" });
    await decline(bought);
  });

  /** Has the order's payment declined, as it is when somebody orders and the card does not pay. */
  async function decline({ order }: Bought): Promise<void> {
    const { store_id, tenant_id } = shop.store;
    const { id: order_id, grand_total: amount, currency } = order;
    const payment = { provider: "sandbox", method: "card", payment_method_id: "pm_card_declined", amount, currency };
    const asked = { idempotency_key: ulid(), store_id, tenant_id, order_id, ...payment };
    await act("payments.authorize", asked).catch(() => undefined);
    const { payment_status, financial_status } = await act("payments.ofOrder", { store_id, order_id });
    const record = { idempotency_key: ulid(), store_id, order_id, payment_status, financial_status };
    await act("orders.recordPayment", record);
  }

  const retry = (payment_method_id: string, headers: Record<string, string> = {}, of = bought) =>
    of.shopper("POST", `${of.own}/retry-payment`, { body: { payment_method_id }, headers });
  const standing = async (of = bought) => (await of.shopper("GET", `${of.own}/payment-status`)).body;
  const payments = async (of = bought) => (await of.shopper("GET", `${of.own}/payments`)).body.payments;

  it("which says that it may be tried again", async () => {
    expect(await standing()).to.deep.equal({
      order_number: bought.order.order_number,
      payment_status: "failed",
      is_retry_available: true,
      amount_due: 66.17,
    });
    expect((await bought.shopper("GET", bought.own)).body.is_retry_available).to.equal(true);
  });

  it("by another payment, which takes all that is due", async () => {
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
    expect(await standing()).to.include({ payment_status: "captured", is_retry_available: false, amount_due: 0 });
  });

  it("of the version that they have seen, where they say which", async () => {
    const tag = async () => ({ "If-Match": (await bought.shopper("GET", bought.own)).headers.get("etag") ?? "" });
    const seen = await tag();
    await shop.ask("PATCH", `${bought.path}/status`, { body: { status: "confirmed" } });
    expect((await retry("pm_card_visa", seen)).body).to.include({ status: 412, code: "version_mismatch" });
    expect(await payments()).to.have.length(1);
    const paid = await retry("pm_card_visa", await tag());
    expect([paid.status, paid.body.payment_status]).to.deep.equal([200, "captured"]);
    expect(paid.headers.get("etag")).to.match(/^"v\d+\.[\w-]+"$/);
  });

  it("and, declined again, may try once more", async () => {
    expect((await retry("pm_card_declined")).body).to.include({ status: 402, code: "payment_declined" });
    expect(await standing()).to.include({ payment_status: "failed", is_retry_available: true, amount_due: 66.17 });
    expect(await payments()).to.have.length(2);
    expect((await retry("pm_card_visa")).status).to.equal(200);
    expect((await payments()).map(({ status }: { status: string }) => status)).to.deep.equal([
      "failed",
      "failed",
      "captured",
    ]);
  });

  it("once, also where the provider does not say at first what became of it", async () => {
    expect((await retry("pm_card_timeout")).body).to.include({ payment_status: "captured", amount_paid: 66.17 });
    expect(await payments()).to.have.length(2);
  });

  it("once, however often they press the button", async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => retry("pm_card_visa")));
    const done = replies.filter(({ status }) => status === 200);
    expect(done).to.have.length(1);
    for (const { status, body } of replies)
      if (status !== 200) expect(body).to.include({ status: 409, code: "retry_not_available" });
    const captured = (await payments()).filter(({ status }: { status: string }) => status === "captured");
    expect(captured).to.have.length(1);
  });

  it("with the same answer when they ask again under the same key", async () => {
    const key = { "Idempotency-Key": ulid() };
    const first = await retry("pm_card_visa", key);
    const second = await retry("pm_card_visa", key);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await retry("pm_card_other", key)).body.code).to.equal("idempotency_key_reused");
    expect((await retry("pm_card_visa")).body).to.include({ status: 409, code: "retry_not_available" });
  });

  it("but not when none failed, or it is cancelled", async () => {
    const paid = await buy(shop);
    const unpaid = await buy(shop, { payment: "none" });
    await setStatus(bought.order, "cancelled");
    for (const each of [paid, unpaid, bought]) {
      const reply = await retry("pm_card_visa", {}, each);
      expect(reply.body, each.order.order_number).to.include({ status: 409, code: "retry_not_available" });
      expect((await standing(each)).is_retry_available).to.equal(false);
    }
  });

  it("with a method that is one, and for an order of their own", async () => {
    for (const odd of ["", "visa", "pm_", "pm_a b"])
      expect((await retry(odd)).body, odd).to.include({ status: 400, code: "validation_error" });
    expect((await bought.shopper("POST", `${bought.own}/retry-payment`, { body: {} })).status).to.equal(400);
    const other = await buy(shop);
    const reply = await other.shopper("POST", `${bought.own}/retry-payment`, {
      body: { payment_method_id: "pm_card_visa" },
    });
    expect(reply.body).to.include({ status: 404, code: "order_not_found" });
    expect(await payments()).to.have.length(1);
  });
});
