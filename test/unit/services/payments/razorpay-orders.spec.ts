import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ulid } from "ulid";
import { findFreePorts } from "../../../../cli/servers/ports.ts";
import { signToken } from "../../../../services/auth/tokens.ts";
import type { MessageStore, Store } from "../../../../services/contracts.ts";
import { type Parsed, send } from "../../../support/harness/http.ts";
import { Apart } from "../../../support/ordering/apart.ts";
import { OrderingShop } from "../../../support/ordering/shop.ts";
import { type RazorpayDouble, startRazorpay } from "../../../support/payments/razorpay-double.ts";
import { until } from "../../../support/until.ts";

const secret = "secret of the messages";
const besides = ["api", "auth", "stores", "webhooks"];

/** A product that takes cards at Razorpay, with a shop in rupees. */
describe("orders that are paid at Razorpay", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "razorpay-orders-"));
  let double: RazorpayDouble;
  let process: Apart;
  let url: string;
  let shop: OrderingShop;
  let store: Store;
  before(async () => {
    double = await startRazorpay();
    const [port] = await findFreePorts(1);
    url = `http://127.0.0.1:${port}`;
    const keys = { RAZORPAY_KEY_ID: double.keyId, RAZORPAY_KEY_SECRET: double.secret };
    const reached = { RAZORPAY_API_URL: double.url, RAZORPAY_WEBHOOK_SECRET: `another secret,${secret}` };
    process = new Apart(folder, { ...keys, ...reached, NODE_ENV: "test", PORT: String(port) }, besides);
    await process.ready;
    const place = { name: "Rupees", tenant_id: `ten_${ulid()}`, currency: "INR", country: "IN" };
    store = await process.call("stores.create", { ...place, idempotency_key: ulid() });
    shop = new OrderingShop(process.call, store.store_id, store.tenant_id);
    Object.assign(shop.store, { currency: "INR" } satisfies Partial<MessageStore>);
    await shop.open();
  });
  after(async () => {
    await process.end("SIGTERM");
    await double.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    double.behaviour.refunds = "processed";
  });

  const asMerchant = () => {
    const claims = { sub: "user_tests", tenant_id: store.tenant_id, domain_ids: [store.domain_id] };
    return { Authorization: `Bearer ${signToken("merchant", claims, 3_600)}` };
  };
  const ask = (method: string, path: string, body?: object) =>
    send(url, method, `/merchant/api/v1/domains/${store.domain_id}${path}`, { as: asMerchant(), body });
  const read = async (id: string): Promise<Parsed> => (await ask("GET", `/orders/${id}`)).body;
  const becomes = (id: string, isSo: (order: Parsed) => boolean) =>
    until(async () => {
      const order = await read(id);
      return isSo(order) && order;
    }, 30_000);
  const hear = async (event: string, payment: Parsed, more: Record<string, object> = {}, signedBy = secret) => {
    const { body: raw, headers } = double.message(signedBy, event, payment, more);
    return (await send(url, "POST", "/hooks/razorpay", { raw, headers })).status;
  };

  async function place() {
    const { id, payment } = await shop.place(await shop.newCustomer());
    const order_id = String(payment?.next_action?.provider_order_id);
    expect(payment?.next_action).to.include({ type: "razorpay_checkout", key_id: double.keyId });
    return { id, order_id };
  }

  async function paid() {
    const { id, order_id } = await place();
    const payment = double.pay(order_id);
    expect(await hear("payment.captured", payment)).to.equal(200);
    await becomes(id, ({ status }) => status === "confirmed");
    return { id, order_id, payment };
  }
  const eventsOf = async (names: string[]) => {
    const request = { store_id: store.store_id, personal_data: false, limit: 100, topics: names };
    return (await process.call("webhooks.feed", request)).items;
  };

  it("are confirmed by what Razorpay says, and not by a message that is forged or sent twice", async () => {
    const { id, order_id } = await place();
    const payment = double.pay(order_id);
    expect(await hear("payment.captured", payment, {}, "a secret of nobody")).to.equal(401);
    expect(await read(id)).to.include({ status: "pending", payment_status: "requires_action" });
    for (const _ of [1, 2]) expect(await hear("order.paid", payment)).to.equal(200);
    const { payment_status, financial_status, timeline } = await becomes(id, ({ status }) => status === "confirmed");
    expect([payment_status, financial_status]).to.deep.equal(["captured", "paid"]);
    expect(timeline.filter(({ type }: Parsed) => type === "payment.captured")).to.have.length(1);
  });

  it("show a dispute with the time for evidence until it is lost, and tell the merchant's apps", async () => {
    const { id, payment } = await paid();
    const respond_by = Math.floor(Date.now() / 1_000) + 86_400;
    const dispute = { id: `disp_${ulid()}`, payment_id: payment.id, amount: payment.amount, status: "open" };
    double.disputes.push({ ...dispute, reason_code: "goods_not_received", respond_by });
    expect(await hear("payment.dispute.created", payment, { dispute })).to.equal(200);
    const opened = await becomes(id, ({ disputes }) => disputes.length > 0);
    expect(opened.disputes[0]).to.include({ status: "open", reason: "goods_not_received", currency: "INR" });
    expect(opened.disputes[0].evidence_due_at).to.equal(new Date(respond_by * 1_000).toISOString());
    expect(opened.payments[0].disputed).to.deep.equal(opened.payments[0].captured);
    const [row] = double.disputes.filter((each) => each.id === dispute.id);
    if (row) row.status = "lost";
    expect(await hear("payment.dispute.lost", payment, { dispute: { ...dispute, status: "lost" } })).to.equal(200);
    await becomes(id, ({ disputes: [each] }) => each.status === "lost");
    const types = ["dispute.opened", "dispute.lost"];
    const isTold = (order: Parsed) => types.every((name) => order.timeline.some(({ type }: Parsed) => type === name));
    await becomes(id, isTold);
    const told = await until(async () => {
      const events = (await eventsOf(["dispute.*"])).filter(({ data }) => data.order_id === id);
      return events.length > 1 ? events : undefined;
    });
    expect(told.map(({ type }) => type)).to.deep.equal(types);
    expect(told[0]?.data.evidence_due_at).to.equal(respond_by * 1_000);
  });

  for (const [status, ends, left] of [
    ["processed", "succeeded", "partially_refunded"],
    ["failed", "failed", "paid"],
  ] as const)
    it(`show a refund as pending until Razorpay has ${status === "failed" ? "failed at it" : "processed it"}`, async () => {
      const { id, payment } = await paid();
      double.behaviour.refunds = "pending";
      const { status: answered, body } = await ask("POST", `/orders/${id}/refunds`, { amount: 10, reason: "goodwill" });
      expect([answered, body.refund.status]).to.deep.equal([201, "pending"]);
      expect(await read(id)).to.include({ financial_status: "paid" });
      const refund = double.refunds.find((each) => each.payment_id === payment.id);
      if (!refund) throw new Error("Razorpay was asked for no refund.");
      double.decide(refund, status);
      expect(await hear(`refund.${status}`, payment, { refund })).to.equal(200);
      const order = await becomes(id, ({ refunds: [each] }) => each.status === ends);
      await becomes(id, ({ financial_status }) => financial_status === left);
      expect(order.refunds).to.have.length(1);
      await becomes(id, ({ timeline }) => timeline.some(({ type }: Parsed) => type === `refund.${ends}`));
      double.behaviour.refunds = "processed";
      const all = await ask("POST", `/orders/${id}/refunds`, { amount: payment.amount / 100, reason: "other" });
      expect(all.body.code ?? all.body.refund.status).to.equal(
        status === "failed" ? "succeeded" : "refund_exceeds_paid",
      );
    });

  it("that are paid twice count the first payment: the second is told, and goes back once", async () => {
    const { id, order_id, payment } = await paid();
    const second = double.pay(order_id);
    for (const _ of [1, 2]) expect(await hear("payment.captured", second)).to.equal(200);
    await until(() => second.amount_refunded === second.amount);
    const order = await becomes(id, ({ timeline }) => timeline.some(({ type }: Parsed) => type === "payment.mismatch"));
    expect(order).to.include({ status: "confirmed", financial_status: "paid" });
    expect([order.payments.length, order.refunds]).to.deep.equal([1, []]);
    expect(double.refunds.filter(({ payment_id }) => payment_id === second.id)).to.have.length(1);
    expect(payment.amount_refunded).to.equal(0);
    const [told, ...more] = await until(async () => {
      const events = (await eventsOf(["payment.mismatch"])).filter(({ data }) => data.order_id === id);
      return events.length > 0 ? events : undefined;
    });
    expect(told?.data.difference).to.equal(
      `The payer has paid twice: ${second.id} of ${second.amount} goes back to them.`,
    );
    expect(more).to.deep.equal([]);
    // What the merchant gives back afterwards is of the first.
    expect((await ask("POST", `/orders/${id}/refunds`, { amount: 10, reason: "goodwill" })).status).to.equal(201);
    expect(payment.amount_refunded).to.equal(1_000);
  });

  it("that are paid twice and of which Razorpay keeps the second say so", async () => {
    const { id, order_id, payment } = await paid();
    expect((await ask("POST", `/orders/${id}/refunds`, { amount: 10, reason: "goodwill" })).status).to.equal(201);
    const second = double.pay(order_id);
    // The older one by its time, which was authorised before and captured later.
    second.created_at = payment.created_at - 60;
    double.behaviour.refunds = "refused";
    expect(await hear("payment.captured", second)).to.equal(200);
    const told = await until(async () => {
      const events = (await eventsOf(["payment.mismatch"])).filter(({ data }) => data.order_id === id);
      return events.length > 1 ? events : undefined;
    });
    expect(told.map(({ data }) => data.difference)).to.deep.equal([
      `The payer has paid twice: ${second.id} of ${second.amount} goes back to them.`,
      `${second.id} of ${second.amount}, paid twice, could not be given back: Your account does not have enough balance`,
    ]);
    const { refunds, financial_status } = await read(id);
    expect([refunds.map(({ amount }: Parsed) => amount), financial_status]).to.deep.equal([[10], "partially_refunded"]);
  });
});
