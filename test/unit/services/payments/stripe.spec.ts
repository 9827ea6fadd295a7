import { expect } from "chai";
import type { Charge, Deadline } from "../../../../services/payments/providers/provider.ts";
import { stripeOf } from "../../../../services/payments/providers/stripe.ts";
import { newOrder, openPayments, type PaymentsHarness, paymentOf, writeOn } from "../../../support/payments/harness.ts";
import { callApart, interruptedAt, killedAt } from "../../../support/payments/processes.ts";
import { type Fate, type StripeDouble, startStripe } from "../../../support/payments/stripe-double.ts";

const defaultDeadline: Deadline = { ms: 10_000 };
const shortDeadline: Deadline = { ms: 700 };
const saveReference = async () => undefined;
let made = 0;

describe("Stripe provider", () => {
  let double: StripeDouble;
  before(async () => {
    double = await startStripe();
  });
  after(() => double.stop());

  const provider = (secret = double.secret) => stripeOf(secret, double.url);
  const newCharge = (more: Partial<Charge> = {}): Charge => ({
    store_id: 744,
    id: `pay_stripe_${++made}`,
    order_id: "ord_1",
    amount: 1_234,
    currency: "USD",
    currency_decimals: 2,
    payment_method_id: "pm_card_visa",
    capture_at_once: true,
    provider_reference: null,
    return_url: null,
    created_at: Date.now(),
    ...more,
  });
  /** Returns what Stripe captured and refunded since the call. */
  const since = () => {
    const [captured, refunded] = [double.books.captured.length, double.books.refunded.length];
    return () => ({
      captured: double.books.captured.slice(captured),
      refunded: double.books.refunded.slice(refunded),
    });
  };
  /** Authorizes like the service: the reference is saved as soon as it is known. */
  const authorize = (charge: Charge, deadline = defaultDeadline) =>
    provider().authorize(charge, deadline, async (reference) => {
      charge.provider_reference = reference;
    });

  it("creates an intent, saves its id and confirms it, each under its own idempotency key", async () => {
    const moved = since();
    const charge = newCharge();
    const from = double.received.length;
    const state = await authorize(charge);
    expect(state).to.deep.equal({ state: "captured", captured: 1_234, reference: charge.provider_reference });
    const [create, confirm] = double.received.slice(from);
    expect(create).to.deep.include({ path: "/v1/payment_intents", key: `${charge.id}:create` });
    expect(create?.form).to.deep.include({
      amount: "1234",
      currency: "usd",
      payment_method: "pm_card_visa",
      capture_method: "automatic",
      "metadata[order_id]": "ord_1",
      "metadata[payment_id]": charge.id,
    });
    const path = `/v1/payment_intents/${charge.provider_reference}/confirm`;
    expect(confirm).to.deep.include({ path, key: `${charge.id}:confirm` });
    expect(moved()).to.deep.equal({ captured: [1_234], refunded: [] });
  });

  it("does not confirm when the reference cannot be saved", async () => {
    const from = double.received.length;
    const rejectSave = () => Promise.reject(new Error("It is being voided."));
    const error = await provider()
      .authorize(newCharge(), defaultDeadline, rejectSave)
      .catch((thrown) => thrown);
    expect(error.message).to.equal("It is being voided.");
    expect(double.received.slice(from)).to.have.length(1);
  });

  it("authorizes, captures a part and refunds a part of that", async () => {
    const moved = since();
    const charge = newCharge({ capture_at_once: false });
    expect(await authorize(charge)).to.include({ state: "authorized", captured: 0 });
    expect(moved().captured).to.deep.equal([]);
    expect(await provider().capture(charge, 1_000, defaultDeadline)).to.include({ state: "captured", captured: 1_000 });
    const refund = { id: `ref_${charge.id}`, amount: 300, before: 0, repeated: false };
    expect(await provider().refund(charge, refund, defaultDeadline)).to.have.property("reference");
    expect(await provider().refund(charge, refund, defaultDeadline)).to.have.property("reference");
    expect(moved()).to.deep.equal({ captured: [1_000], refunded: [300] });
    expect(double.received.at(-1)).to.deep.include({ path: "/v1/refunds", key: `${refund.id}:refund` });
  });

  const sent: [what: string, currency: string, decimals: number | null, amount: number, sent: number][] = [
    ["two decimals as they are", "USD", 2, 1_234, 1_234],
    ["no decimals as they are", "JPY", 0, 500, 500],
    ["a króna, which has none by ISO 4217, with two", "ISK", 0, 500, 50_000],
    ["a Ugandan shilling, which has none by ISO 4217, with two", "UGX", 0, 2_500, 250_000],
    ["an ariary, which has two by ISO 4217, with none", "MGA", 2, 150_000, 1_500],
    ["a forint with two", "HUF", 2, 1_045, 1_045],
    ["a Taiwan dollar with two", "TWD", 2, 80_045, 80_045],
    ["three decimals in multiples of ten, rounded down", "KWD", 3, 5_124, 5_120],
    ["three decimals in multiples of ten, rounded up", "TND", 3, 5_125, 5_130],
    ["a forint of a store without decimals with two", "HUF", 0, 1_500, 150_000],
    ["a rupee of a store without decimals with two", "PKR", 0, 99, 9_900],
    ["a króna of a store with decimals in whole ones", "ISK", 2, 12_350, 12_400],
    ["a payment of before as it was sent", "HUF", null, 1_500, 1_500],
  ];
  for (const [what, currency, currency_decimals, amount, expected] of sent) {
    it(`sends ${what}, and records our amount`, async () => {
      const moved = since();
      const charge = newCharge({ currency, currency_decimals, amount });
      expect(await authorize(charge)).to.include({ state: "captured", captured: amount });
      const half = Math.floor(amount / 2);
      const parts = [
        { id: `ref_a_${charge.id}`, amount: half, before: 0, repeated: false },
        { id: `ref_b_${charge.id}`, amount: amount - half, before: half, repeated: false },
      ];
      for (const part of parts)
        expect(await provider().refund(charge, part, defaultDeadline)).to.have.property("reference");
      const { captured, refunded } = moved();
      expect(captured).to.deep.equal([expected]);
      expect(refunded.reduce((sum, each) => sum + each, 0)).to.equal(expected);
    });
  }

  it("gives back what it took in any number of parts, and sends nothing for less than its smallest unit", async () => {
    const moved = since();
    const charge = newCharge({ currency: "KWD", currency_decimals: 3, amount: 5_124 });
    await authorize(charge);
    for (const [index, before] of [0, 3, 6, 1_000, 2_555].entries()) {
      const amount = ([3, 6, 1_000, 2_555, 5_124][index] ?? 0) - before;
      const answer = await provider().refund(
        charge,
        { id: `ref_${index}_${charge.id}`, amount, before, repeated: false },
        defaultDeadline,
      );
      expect(answer).to.have.property("reference");
    }
    const { refunded } = moved();
    expect(refunded.every((each) => each > 0 && each % 10 === 0)).to.equal(true);
    expect(refunded.reduce((sum, each) => sum + each, 0)).to.equal(5_120);
  });

  const declines: Record<string, [card: string | null, words: RegExp]> = {
    "a card that is declined": ["pm_card_chargeDeclined", /declined/],
    "an unknown payment method": ["pm_unknown", /No such PaymentMethod/],
    "no payment method": [null, /No payment method/],
  };
  for (const [what, [payment_method_id, words]] of Object.entries(declines)) {
    it(`declines ${what}, also on a retry`, async () => {
      const charge = newCharge({ payment_method_id });
      for (const _ of [1, 2]) {
        const answer = await authorize(charge);
        expect(answer).to.have.property("declined").that.matches(words);
      }
    });
  }

  it("refunds once when it is asked again after Stripe has forgotten the first time", async () => {
    const moved = since();
    const charge = newCharge();
    await authorize(charge);
    const refund = { id: `ref_${charge.id}`, amount: 300, before: 0, repeated: true };
    double.next("/v1/refunds", "500 after");
    const lost = await provider()
      .refund(charge, { ...refund, repeated: false }, defaultDeadline)
      .catch(String);
    expect(lost).to.be.a("string");
    double.forgetKeys();
    expect(await provider().refund(charge, refund, defaultDeadline)).to.have.property("reference");
    expect(moved().refunded).to.deep.equal([300]);
  });

  it("declines a refund above the captured amount", async () => {
    const charge = newCharge();
    await authorize(charge);
    const answer = await provider().refund(
      charge,
      { id: `ref_${charge.id}`, amount: 9_999, before: 0, repeated: false },
      defaultDeadline,
    );
    expect(answer).to.have.property("declined");
  });

  const faults: Fate[] = ["500", "500 after", "hang", "hang after", "cut", "cut after"];
  for (const fault of faults) {
    for (const operation of ["payment_intents", "confirm", "capture", "refunds"] as const) {
      it(`${operation}: ${fault}: has an unknown outcome and takes effect once when retried`, async () => {
        const moved = since();
        const charge = newCharge({ capture_at_once: false });
        const refund = { id: `ref_${charge.id}`, amount: 100, before: 0, repeated: false };
        const steps: ((within: Deadline) => Promise<object>)[] = [
          (within: Deadline) => authorize(charge, within),
          (within: Deadline) => provider().capture(charge, 1_234, within),
          (within: Deadline) => provider().refund(charge, refund, within),
        ];
        // Only the hanging call gets a short deadline.
        const faulty = { payment_intents: 0, confirm: 0, capture: 1, refunds: 2 }[operation];
        double.next(operation, fault);
        // Stripe's client retries a cut connection once under the same key.
        if (fault.startsWith("cut")) double.next(operation, fault);
        let unknown = 0;
        for (const [place, step] of steps.entries()) {
          const isHanging = fault.startsWith("hang") && place === faulty;
          const answer = await step(isHanging ? shortDeadline : defaultDeadline).catch(() => {
            unknown++;
            return step(defaultDeadline);
          });
          expect(answer).to.not.have.property("declined");
        }
        expect(unknown).to.equal(1);
        expect(moved()).to.deep.equal({ captured: [1_234], refunded: [100] });
      });
    }
  }

  it("reports a wrong secret as an authentication error, not as a decline", async () => {
    const answer = await provider("sk_test_wrong")
      .authorize(newCharge(), defaultDeadline, saveReference)
      .catch((error) => error);
    expect(answer).to.include({ type: "StripeAuthenticationError" });
  });

  describe("voiding", () => {
    it("makes no request without a saved id, because nothing was confirmed", async () => {
      const from = double.received.length;
      expect(await provider().void(newCharge(), defaultDeadline)).to.include({ state: "voided" });
      expect(double.received.slice(from)).to.deep.equal([]);
    });

    it("cancels an authorization, also repeatedly", async () => {
      const charge = newCharge({ capture_at_once: false });
      await authorize(charge);
      for (const _ of [1, 2]) expect(await provider().void(charge, defaultDeadline)).to.include({ state: "voided" });
      expect(double.books.intents.get(String(charge.provider_reference))).to.include({ status: "canceled" });
    });

    it("refuses a confirmation that arrives later", async () => {
      const moved = since();
      const charge = newCharge();
      double.next("confirm", "500");
      await authorize(charge).catch(() => undefined);
      expect(await provider().void(charge, defaultDeadline)).to.include({ state: "voided" });
      expect(await authorize(charge)).to.include({ state: "voided" });
      expect(moved().captured).to.deep.equal([]);
    });

    it("reports a payment that was captured", async () => {
      const charge = newCharge();
      await authorize(charge);
      expect(await provider().void(charge, defaultDeadline)).to.include({ state: "captured", captured: 1_234 });
    });
  });

  describe("behind the payments service", function () {
    this.timeout(180_000);
    let harness: PaymentsHarness;
    const env = () => ({ STRIPE_SECRET_KEY: double.secret, STRIPE_API_URL: double.url });
    before(async () => {
      harness = await openPayments();
    });
    after(() => harness.db.close());

    it("captures and refunds once when the process is killed after Stripe has", async () => {
      const moved = since();
      const ref = newOrder();
      const request = paymentOf(ref, { provider: "stripe" });
      await killedAt("payments.authorize", request, ["UPDATE payments SET status", 1], env());
      expect(moved().captured).to.deep.equal([1_000]);
      expect(await callApart("payments.authorize", request, env())).to.include({ status: "captured" });
      const refund = { ...writeOn(ref), reference: "killed" };
      await killedAt("payments.refund", refund, ["UPDATE refunds", 1], env());
      const { money } = await callApart("payments.refund", refund, env());
      expect(money).to.include({ refunded: 1_000, financial_status: "refunded" });
      expect(moved()).to.deep.equal({ captured: [1_000], refunded: [1_000] });
    });

    it("does not confirm when compensated before the intent's id is saved", async () => {
      const moved = since();
      const ref = newOrder();
      const request = paymentOf(ref, { provider: "stripe" });
      const undo = { ...writeOn(ref), undoes: request.idempotency_key };
      const late = await interruptedAt(
        "payments.authorize",
        request,
        ["UPDATE payments SET provider_reference", 1],
        () => callApart("payments.void", undo, env()),
        env(),
      );
      expect(late).to.deep.equal({ type: "service_unavailable", code: 503 });
      const again = await callApart("payments.authorize", request, env());
      expect(again).to.deep.equal({ type: "payment_voided", code: 409 });
      expect(double.received.at(-1)?.path).to.equal("/v1/payment_intents");
      expect(moved().captured).to.deep.equal([]);
    });

    it("leaves no authorization when killed before confirming and then compensated", async () => {
      const moved = since();
      const ref = newOrder();
      const request = paymentOf(ref, { provider: "stripe" });
      await killedAt("payments.authorize", request, ["UPDATE payments SET provider_reference", 1], env());
      const undo = { ...writeOn(ref), undoes: request.idempotency_key };
      expect(await callApart("payments.void", undo, env())).to.include({ payment_status: "voided" });
      const late = await callApart("payments.authorize", request, env());
      expect(late).to.deep.equal({ type: "payment_voided", code: 409 });
      expect(moved().captured).to.deep.equal([]);
    });
  });
});
