import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ulid } from "ulid";
import { Apart } from "../../../support/ordering/apart.ts";
import { OrderingShop } from "../../../support/ordering/shop.ts";
import { type StripeDouble, startStripe } from "../../../support/payments/stripe-double.ts";
import { atStripe } from "../../../support/payments/stripe-ledger.ts";
import { until } from "../../../support/until.ts";

const secret = "secret of the messages";
const store_id = 745;

/** A product that takes cards at Stripe: whoever has a payment's `client_secret` can confirm it as long as it is open there. */
describe("orders whose payment failed at Stripe", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "stripe-orders-"));
  let double: StripeDouble;
  let process: Apart;
  let shop: OrderingShop;
  const start = async () => {
    const keys = { STRIPE_SECRET_KEY: double.secret, STRIPE_API_URL: double.url, STRIPE_WEBHOOK_SECRET: secret };
    process = new Apart(folder, { ...keys, NODE_ENV: "test" });
    await process.ready;
  };
  before(async () => {
    double = await startStripe();
    await start();
    shop = await new OrderingShop((name, params) => process.call(name, params), store_id).open();
  });
  after(async () => {
    await process.end("SIGTERM");
    await double.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The payer confirms or is refused, and Stripe says so. */
  async function decide(id: string, succeeds: boolean): Promise<void> {
    const object = atStripe.decide(double.books, id, succeeds);
    const body = JSON.stringify({ id: `evt_${ulid()}`, type: "payment_intent.updated", data: { object } });
    const time = Math.floor(Date.now() / 1_000);
    const signed = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
    const hook = { body, headers: { "stripe-signature": `t=${time},v1=${signed}` } };
    await process.call("payments.receiveHook", { provider: "stripe", hook });
  }
  const statusOf = (intent: string) => double.books.intents.get(intent)?.status;
  const cancelled = (intent: string) => until(async () => statusOf(intent) === "canceled", 30_000);
  /** Stripe cancels nothing until it is healed. */
  const refuseCancelling = () => {
    for (let time = 0; time < 100; time++) double.next("/cancel", "500");
  };
  const orderOf = (order_id: string) => process.call("orders.get", { store_id, order_id });
  const moneyOf = (order_id: string) => process.call("payments.ofOrder", { store_id, order_id });
  const becomes = (order_id: string, wanted: object) =>
    until(async () => {
      const order = await orderOf(order_id);
      return Object.entries(wanted).every(([name, value]) => order[name as "status"] === value);
    }, 30_000);

  async function place(payment_hold_minutes?: number) {
    const customer_id = await shop.newCustomer();
    const store = { ...shop.store, ...(payment_hold_minutes === undefined ? {} : { payment_hold_minutes }) };
    const order = shop.request({ payment_method_id: "pm_card_authenticationRequired" });
    const placed = await process.call("orchestra.placeOrder", { store, customer_id, order, idempotency_key: ulid() });
    const { payment, id, order_number } = placed;
    expect(payment?.next_action?.client_secret).to.be.a("string");
    return { id, order_number, customer_id, intent: String(payment?.provider_reference) };
  }
  async function fail(placed: Awaited<ReturnType<typeof place>>): Promise<void> {
    await decide(placed.intent, false);
    await becomes(placed.id, { payment_status: "failed" });
  }
  const payAgain = ({ customer_id, order_number }: Awaited<ReturnType<typeof place>>) =>
    process.call("orchestra.retryPayment", {
      store: shop.store,
      customer_id,
      order_number,
      idempotency_key: ulid(),
      payment_method_id: "pm_card_visa",
    });

  it("have it cancelled there: who holds its secret confirms it no more", async () => {
    const placed = await place();
    await fail(placed);
    await cancelled(placed.intent);
    const before = double.books.captured.length;
    await decide(placed.intent, true);
    expect(double.books.captured.length).to.equal(before);
    expect(await orderOf(placed.id)).to.include({ status: "pending", payment_status: "failed" });
    const { order } = await payAgain(placed);
    expect(order).to.include({ payment_status: "captured", financial_status: "paid" });
  });

  it("have it cancelled when nobody confirmed it in time", async () => {
    const placed = await place(0.002);
    await becomes(placed.id, { status: "cancelled", payment_status: "failed" });
    expect(statusOf(placed.intent)).to.equal("canceled");
  });

  it("have it cancelled however often Stripe does not answer, and whichever process dies", async () => {
    const placed = await place();
    refuseCancelling();
    await fail(placed);
    await process.end("SIGKILL");
    await start();
    double.heal();
    await cancelled(placed.intent);
  });

  it("are paid when it succeeds before it is cancelled", async () => {
    const placed = await place();
    refuseCancelling();
    await fail(placed);
    // Without a message: cancelling finds it out.
    atStripe.decide(double.books, placed.intent, true);
    double.heal();
    await becomes(placed.id, { status: "confirmed", payment_status: "captured", financial_status: "paid" });
    expect((await moneyOf(placed.id)).refunds).to.deep.equal([]);
  });

  it("give it back when they are cancelled by then", async () => {
    const placed = await place();
    refuseCancelling();
    await fail(placed);
    const cancel = { reason: "customer_request" as const, refund: true, restock: true, notify: false };
    const of = { store: shop.store, order_id: placed.id, idempotency_key: ulid() };
    await process.call("orchestra.cancelOrder", { ...of, ...cancel });
    atStripe.decide(double.books, placed.intent, true);
    double.heal();
    await becomes(placed.id, { status: "cancelled", financial_status: "refunded" });
    expect(await moneyOf(placed.id)).to.include({ refundable: 0 });
  });

  it("give back what came twice, once, when they were paid by another card meanwhile, and stay paid", async () => {
    const placed = await place();
    refuseCancelling();
    await fail(placed);
    await payAgain(placed);
    const refunds = double.books.refunded.length;
    await decide(placed.intent, true);
    double.heal();
    const { grand_total } = await orderOf(placed.id);
    await until(async () => (await moneyOf(placed.id)).refunds.some(({ status }) => status === "succeeded"), 30_000);
    await decide(placed.intent, true);
    await becomes(placed.id, { financial_status: "paid" });
    const money = await moneyOf(placed.id);
    expect(money).to.include({ captured: 2 * grand_total, refunded: grand_total, refundable: grand_total });
    const lines = [{ line: "surplus", quantity: 1, amount: grand_total }];
    expect(money.refunds.map(({ reason, lines }) => ({ reason, lines }))).to.deep.equal([
      { reason: "paid_twice", lines },
    ]);
    expect(double.books.refunded.slice(refunds)).to.deep.equal([grand_total]);
    // Its goods can still be refunded, piece by piece.
    const order = await orderOf(placed.id);
    const items = order.items.map(({ id, quantity }) => ({ item_id: id, quantity }));
    const refund = { reason: "customer_request" as const, notify: false, items };
    const of = { store: shop.store, order_id: placed.id, idempotency_key: ulid() };
    await process.call("orchestra.refundOrder", { ...of, ...refund });
    expect(await moneyOf(placed.id)).to.include({ refundable: 0, financial_status: "refunded" });
  });
});
