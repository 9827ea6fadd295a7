import { expect } from "chai";
import type { ActionParams } from "../../../services/contracts.ts";
import { newOrder, openPayments, type PaymentsHarness, paymentOf, writeOn } from "./harness.ts";
import { refused, unknown } from "./refused.ts";

/** Payments through the sandbox, one after another. */
export function describeSandbox(): void {
  let harness: PaymentsHarness;
  before(async () => {
    harness = await openPayments();
  });
  after(() => harness.db.close());

  const pay = (more: Partial<ActionParams<"payments.authorize">>, ref = newOrder()) =>
    harness.call("payments.authorize", paymentOf(ref, more));
  const paid = async (more: Partial<ActionParams<"payments.authorize">> = {}) => {
    const ref = newOrder();
    return { ref, payment: await pay(more, ref) };
  };

  for (const { capture, status, financial_status } of [
    { capture: true, status: "captured", financial_status: "paid" },
    { capture: false, status: "authorized", financial_status: "pending" },
  ] as const) {
    it(`makes a payment ${status}, publishes it once, and returns the same to a retry`, async () => {
      const ref = newOrder();
      const request = paymentOf(ref, { capture });
      const payment = await harness.call("payments.authorize", request);
      expect(payment).to.include({ status, captured: capture ? 1_000 : 0, error: null });
      expect(await harness.call("payments.authorize", request)).to.deep.equal(payment);
      expect(await harness.money(ref)).to.deep.include({
        payments: [payment],
        payment_status: status,
        financial_status,
        authorized: capture ? 0 : 1_000,
        refundable: capture ? 1_000 : 0,
      });
      expect(await harness.moved(payment.id)).to.deep.equal(capture ? [1_000] : []);
      expect(await harness.events(payment.id)).to.deep.equal([`payment.${status}`]);
    });
  }

  it("reports a declined card on every retry, and lets the order be paid in another way", async () => {
    const ref = newOrder();
    const request = paymentOf(ref, { payment_method_id: "pm_card_declined" });
    await refused(harness.call("payments.authorize", request), "payment_declined", 402);
    await refused(harness.call("payments.authorize", request), "payment_declined", 402);
    const { payments, payment_status, financial_status } = await harness.money(ref);
    expect({ payment_status, financial_status }).to.deep.equal({
      payment_status: "failed",
      financial_status: "pending",
    });
    expect(payments).to.have.length(1);
    expect(payments[0]).to.include({ status: "failed", error: "The card was declined.", captured: 0 });
    expect(await harness.events(String(payments[0]?.id))).to.deep.equal(["payment.failed"]);
    await pay({}, ref);
    expect(await harness.money(ref)).to.include({ payment_status: "captured", financial_status: "paid" });
  });

  it("does not know the outcome of a payment that timed out, and learns it by a retry with the same key: captured once", async () => {
    const ref = newOrder();
    const request = paymentOf(ref, { payment_method_id: "pm_card_timeout" });
    await unknown(harness.call("payments.authorize", request));
    expect(await harness.money(ref)).to.include({ payment_status: "pending", captured: 0 });
    const payment = await harness.call("payments.authorize", request);
    expect(payment).to.include({ status: "captured", captured: 1_000 });
    expect(await harness.moved(payment.id)).to.deep.equal([1_000]);
  });

  it("records once what its provider runs twice", async () => {
    const { ref, payment } = await paid({ payment_method_id: "pm_card_twice" });
    await harness.call("payments.refund", { ...writeOn(ref), reference: "twice" });
    expect(await harness.moved(payment.id)).to.deep.equal([1_000, -1_000]);
    expect(await harness.money(ref)).to.include({ captured: 1_000, refunded: 1_000, financial_status: "refunded" });
  });

  it("refuses a key that is reused for another request", async () => {
    const ref = newOrder();
    const request = paymentOf(ref);
    await harness.call("payments.authorize", request);
    await refused(harness.call("payments.authorize", { ...request, amount: 2_000 }), "idempotency_key_reused", 422);
    const other = { ...ref, idempotency_key: request.idempotency_key, reference: "other" };
    await refused(harness.call("payments.refund", other), "idempotency_key_reused", 422);
    expect(await harness.money(ref)).to.include({ captured: 1_000, refunded: 0 });
  });

  it("captures part of an authorized amount, once, and no more than that", async () => {
    const { ref, payment } = await paid({ capture: false });
    const capture = { ...writeOn(ref), payment_id: payment.id };
    const tooMuch = { ...capture, idempotency_key: `${capture.idempotency_key}/more`, amount: 1_001 };
    await refused(harness.call("payments.capture", tooMuch), "capture_exceeds_authorized", 422);
    const captured = await harness.call("payments.capture", { ...capture, amount: 600 });
    expect(captured).to.include({ status: "captured", captured: 600 });
    expect(await harness.call("payments.capture", { ...capture, amount: 600 })).to.deep.equal(captured);
    const again = { ...writeOn(ref), payment_id: payment.id };
    await refused(harness.call("payments.capture", again), "payment_not_capturable", 409);
    expect(await harness.moved(payment.id)).to.deep.equal([600]);
    expect(await harness.held(payment.id)).to.equal(0);
  });

  it("separates the payments of stores, and of orders", async () => {
    const { ref, payment } = await paid({ capture: false });
    const capture = { ...writeOn(ref), payment_id: payment.id };
    await refused(harness.call("payments.capture", { ...capture, store_id: 1 }), "payment_not_found", 404);
    const next = newOrder();
    await refused(harness.call("payments.capture", { ...capture, order_id: next.order_id }), "payment_not_found", 404);
    expect((await harness.money({ ...ref, store_id: 1 })).payments).to.deep.equal([]);
  });

  it("refunds all that remains without an amount, and then nothing more", async () => {
    const { ref } = await paid();
    await harness.call("payments.refund", { ...writeOn(ref), reference: "part", amount: 250 });
    const { refunds } = await harness.call("payments.refund", { ...writeOn(ref), reference: "rest" });
    expect(refunds.map(({ amount }) => amount)).to.deep.equal([750]);
    await refused(harness.call("payments.refund", { ...writeOn(ref), reference: "more" }), "nothing_to_refund", 409);
    const none = { ...writeOn(newOrder()), reference: "none" };
    await refused(harness.call("payments.refund", none), "nothing_to_refund", 409);
  });

  it("refuses to refund more than was captured, and reserves nothing for it", async () => {
    const { ref } = await paid();
    const refund = { ...writeOn(ref), reference: "much", amount: 1_001 };
    await refused(harness.call("payments.refund", refund), "refund_exceeds_paid", 422);
    const { money } = await harness.call("payments.refund", { ...refund, amount: 1_000 });
    expect(money).to.include({ refundable: 0, financial_status: "refunded" });
  });

  it("splits a refund over an order's payments, newest first", async () => {
    const ref = newOrder();
    const [first, second] = [await pay({ amount: 700 }, ref), await pay({ amount: 300 }, ref)];
    const { refunds } = await harness.call("payments.refund", { ...writeOn(ref), reference: "split", amount: 500 });
    expect(refunds.map(({ payment_id, amount }) => [payment_id, amount])).to.deep.equal([
      [second.id, 300],
      [first.id, 200],
    ]);
    expect(await harness.moved(first.id)).to.deep.equal([700, -200]);
    expect(await harness.moved(second.id)).to.deep.equal([300, -300]);
  });

  it("refunds once for a reference, with any key", async () => {
    const { ref, payment } = await paid();
    const first = await harness.call("payments.refund", { ...writeOn(ref), reference: "run 1", amount: 100 });
    const second = await harness.call("payments.refund", { ...writeOn(ref), reference: "run 1", amount: 100 });
    expect(second.refunds).to.deep.equal(first.refunds);
    expect(await harness.moved(payment.id)).to.deep.equal([1_000, -100]);
    expect(await harness.events(String(first.refunds[0]?.id))).to.deep.equal(["refund.succeeded"]);
  });

  it("releases the reserved amount of a declined refund, at each attempt", async () => {
    const { ref, payment } = await paid({ payment_method_id: "pm_card_refund_declined" });
    const refund = { ...writeOn(ref), reference: "declined" };
    await refused(harness.call("payments.refund", refund), "refund_declined", 422);
    await refused(harness.call("payments.refund", refund), "refund_declined", 422);
    const money = await harness.money(ref);
    expect(money).to.include({ refunded: 0, refundable: 1_000, financial_status: "paid" });
    expect(money.refunds.map(({ status }) => status)).to.deep.equal(["failed", "failed"]);
    expect(await harness.moved(payment.id)).to.deep.equal([1_000]);
    expect(await harness.events(String(money.refunds[0]?.id))).to.deep.equal(["refund.failed"]);
  });

  it("counts a refund that timed out as refunded until its outcome is known, and refunds it once", async () => {
    const { ref, payment } = await paid({ payment_method_id: "pm_card_refund_timeout" });
    const refund = { ...writeOn(ref), reference: "slow", amount: 800 };
    await unknown(harness.call("payments.refund", refund));
    expect(await harness.money(ref)).to.include({ refunded: 800, refundable: 200, financial_status: "paid" });
    const more = { ...writeOn(ref), reference: "more", amount: 300 };
    await refused(harness.call("payments.refund", more), "refund_exceeds_paid", 422);
    const { refunds, money } = await harness.call("payments.refund", refund);
    expect(refunds.map(({ status }) => status)).to.deep.equal(["succeeded"]);
    expect(money).to.include({ refunded: 800, financial_status: "partially_refunded" });
    expect(await harness.moved(payment.id)).to.deep.equal([1_000, -800]);
  });

  it("accepts cards where no other provider does", async () => {
    const ref = newOrder();
    const payment = await harness.call("payments.authorize", paymentOf(ref, { provider: "card" }));
    expect(payment).to.include({ provider: "sandbox", status: "captured" });
  });

  it("offers no Stripe without its key", async () => {
    const ref = newOrder();
    const request = paymentOf(ref, { provider: "stripe" });
    await refused(harness.call("payments.authorize", request), "provider_not_configured", 422);
    expect((await harness.money(ref)).payments).to.deep.equal([]);
  });
}
