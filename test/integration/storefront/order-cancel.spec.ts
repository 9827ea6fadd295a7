import { expect } from "chai";
import { ulid } from "ulid";
import { act } from "../../support/harness/index.ts";
import { mailOf, onHand } from "../../support/harness/orders.ts";
import { type Bought, buy, withCurrentTag } from "../../support/harness/returns.ts";
import { newShop, type Shop, setStatus, untilTotals } from "../../support/harness/shop.ts";

describe("shopper order cancellation", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    bought = await buy(shop);
  });

  const validBody = { cancellation_reason: "Ordered by mistake.", refund_mode: "original_payment_mode" };
  const cancel = (body: object = {}, headers: Record<string, string> = {}, of = bought) =>
    of.shopper("POST", `${of.own}/cancel`, { body: { ...validBody, ...body }, headers });
  const bankAccount = async (account_number: string, customer_id: string = bought.customer.id) => {
    const account = { account_holder: "Anjali Patel", bank_name: "City Bank", account_number };
    const { store_id, tenant_id } = shop.store;
    return act("payments.createBankAccount", { idempotency_key: ulid(), store_id, tenant_id, customer_id, account });
  };

  it("refunds the full payment and restocks", async () => {
    const { status, body } = await cancel({ feedback: "The page was easy to use." });
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      order_number: bought.order.order_number,
      status: "cancelled",
      financial_status: "refunded",
      amount_refunded: 66.17,
      amount_due: 0,
      is_cancellation_allowed: false,
      cancellation: { reason: "customer_request", details: "Ordered by mistake.\nThe page was easy to use." },
    });
    const { refunds } = (await bought.shopper("GET", `${bought.own}/refunds`)).body;
    expect(refunds).to.have.length(1);
    expect(refunds[0]).to.include({ amount: 66.17, status: "succeeded" });
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
    const [mail, ...more] = await mailOf(bought);
    expect(mail.subject).to.contain(bought.order.order_number);
    expect(more).to.deep.equal([]);
    await untilTotals(shop, bought.customer.id, 0, 0);
    const merchant = await shop.ask("GET", bought.path);
    expect(merchant.body).to.include({ status: "cancelled", financial_status: "refunded" });
  });

  it("is allowed when confirmed and refused from processing on", async () => {
    await setStatus(bought.order, "confirmed");
    expect((await cancel()).status).to.equal(200);
    for (const status of ["processing", "shipped", "delivered", "cancelled"] as const) {
      const late = await buy(shop);
      await setStatus(late.order, status);
      expect((await cancel({}, {}, late)).body, status).to.include({ status: 409, code: "order_not_cancellable" });
      expect(await onHand(shop, late), status).to.deep.equal([10, 10]);
      expect((await late.shopper("GET", `${late.own}/refunds`)).body.refunds).to.deep.equal([]);
    }
  });

  it("compares If-Match with the order's current ETag", async () => {
    const seen = { "If-Match": (await bought.shopper("GET", bought.own)).headers.get("etag") ?? "" };
    await shop.ask("PATCH", `${bought.path}/status`, { body: { status: "confirmed" } });
    expect((await cancel({}, seen)).body).to.include({ status: 412, code: "version_mismatch" });
    expect((await bought.shopper("GET", bought.own)).body.status).to.equal("confirmed");
    const id = ulid();
    const keyed = (tag: Record<string, string>) => ({ "Idempotency-Key": `${id}${tag["If-Match"]}`, ...tag });
    const { reply: done, headers } = await withCurrentTag(bought, (tag) => cancel({}, keyed(tag)));
    expect([done.status, done.body.status]).to.deep.equal([200, "cancelled"]);
    expect(done.headers.get("etag")).to.match(/^"v\d+\.[\w-]+"$/);
    expect((await cancel({}, keyed(headers))).headers.get("idempotency-replayed")).to.equal("true");
    expect((await cancel({}, seen)).body).to.include({ status: 412, code: "version_mismatch" });
  });

  it("replays the response for the same idempotency key", async () => {
    const key = { "Idempotency-Key": ulid() };
    const first = await cancel({}, key);
    const second = await cancel({}, key);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await cancel({ feedback: "More." }, key)).body.code).to.equal("idempotency_key_reused");
    expect((await cancel()).body.code).to.equal("order_not_cancellable");
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
  });

  it("cancels once under concurrent requests", async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => cancel()));
    const codes = replies.map(({ status, body }) => (status === 200 ? "done" : body.code)).sort();
    expect(codes.filter((code) => code === "done")).to.have.length(1);
    expect(codes.filter((code) => code !== "done")).to.deep.equal(Array(5).fill("order_not_cancellable"));
    expect((await bought.shopper("GET", `${bought.own}/refunds`)).body.refunds).to.have.length(1);
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
  });

  it("cancels an unpaid order and voids an authorization", async () => {
    const unpaid = await buy(shop, { payment: "none" });
    expect((await cancel({}, {}, unpaid)).body).to.include({ status: "cancelled", amount_refunded: 0, amount_due: 0 });
    const held = await buy(shop, { payment: "held" });
    expect((await cancel({}, {}, held)).body).to.include({ payment_status: "voided", financial_status: "voided" });
  });

  it("refunds to the named bank account", async () => {
    const { id } = await bankAccount("1234567890");
    const { status, body } = await cancel({ refund_mode: "bank_transfer", bank_account_id: id });
    expect(status).to.equal(200);
    expect(body).to.include({ status: "cancelled", financial_status: "refunded", amount_refunded: 66.17 });
  });

  it("refuses a bank account that is unverified, unknown or another customer's", async () => {
    const other = await buy(shop);
    const accounts = [
      (await bankAccount("1234560000")).id,
      (await bankAccount("1234567890", other.customer.id)).id,
      "bank_nobody",
    ];
    for (const bank_account_id of accounts) {
      const reply = await cancel({ refund_mode: "bank_transfer", bank_account_id });
      expect(reply.body, bank_account_id).to.include({ status: 422, code: "bank_account_invalid" });
    }
    expect((await bought.shopper("GET", bought.own)).body.status).to.equal("pending");
  });

  it("refuses invalid fields", async () => {
    const invalid: object[] = [
      { cancellation_reason: undefined },
      { cancellation_reason: " \n" },
      { cancellation_reason: "x".repeat(501) },
      { refund_mode: undefined },
      { refund_mode: "cash" },
      { refund_mode: "bank_transfer" },
      { bank_account_id: "bank_1" },
      { refund_amount: 10 },
    ];
    for (const body of invalid)
      expect((await cancel(body)).body, JSON.stringify(body)).to.include({ status: 400, code: "validation_error" });
    expect((await bought.shopper("GET", bought.own)).body.status).to.equal("pending");
  });

  it("hides another customer's order", async () => {
    const other = await buy(shop);
    const reply = await other.shopper("POST", `${bought.own}/cancel`, { body: validBody });
    expect(reply.body).to.include({ status: 404, code: "order_not_found" });
    expect((await bought.shopper("GET", bought.own)).body.status).to.equal("pending");
  });

  it("cancels with 422 when the provider declines the refund, which stays open", async () => {
    const declining = await buy(shop, { paidWith: "pm_card_refund_declined" });
    expect((await cancel({}, {}, declining)).body).to.include({ status: 422, code: "refund_declined" });
    expect((await declining.shopper("GET", declining.own)).body).to.include({
      status: "cancelled",
      amount_refunded: 0,
    });
    expect(await onHand(shop, declining)).to.deep.equal([12, 13]);
  });
});
