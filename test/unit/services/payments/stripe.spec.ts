import "../../../support/data-dir.ts";
import { expect } from "chai";
import type { Charge, Deadline } from "../../../../services/payments/providers/provider.ts";
import { stripeOf } from "../../../../services/payments/providers/stripe.ts";
import { askedApart, interruptedAt, killedAt } from "../../../support/payments/processes.ts";
import { type Fate, type StripeDouble, startStripe } from "../../../support/payments/stripe-double.ts";
import { newOrder, openTill, paymentOf, type Till, writeOn } from "../../../support/payments/till.ts";

const until: Deadline = { ms: 10_000 };
const soon: Deadline = { ms: 700 };
const remember = async () => undefined;
let made = 0;

describe("Stripe as a provider", () => {
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
    payment_method_id: "pm_card_visa",
    capture_at_once: true,
    provider_reference: null,
    ...more,
  });
  /** What Stripe has taken and given of the charges since. */
  const since = () => {
    const [captured, refunded] = [double.books.captured.length, double.books.refunded.length];
    return () => ({
      captured: double.books.captured.slice(captured),
      refunded: double.books.refunded.slice(refunded),
    });
  };
  /** Authorizes as the service does: the reference is kept as soon as it is known. */
  const authorize = (charge: Charge, deadline = until) =>
    provider().authorize(charge, deadline, async (reference) => {
      charge.provider_reference = reference;
    });

  it("makes an intent, keeps its id, and confirms it, each under a key of its own", async () => {
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

  it("confirms nothing when the payment is not to be made any more", async () => {
    const from = double.received.length;
    const gone = () => Promise.reject(new Error("It is being voided."));
    const error = await provider()
      .authorize(newCharge(), until, gone)
      .catch((thrown) => thrown);
    expect(error.message).to.equal("It is being voided.");
    expect(double.received.slice(from)).to.have.length(1);
  });

  it("holds, captures a part, and gives back a part of that", async () => {
    const moved = since();
    const charge = newCharge({ capture_at_once: false });
    expect(await authorize(charge)).to.include({ state: "authorized", captured: 0 });
    expect(moved().captured).to.deep.equal([]);
    expect(await provider().capture(charge, 1_000, until)).to.include({ state: "captured", captured: 1_000 });
    const refund = { id: `ref_${charge.id}`, amount: 300 };
    expect(await provider().refund(charge, refund, until)).to.have.property("reference");
    expect(await provider().refund(charge, refund, until)).to.have.property("reference");
    expect(moved()).to.deep.equal({ captured: [1_000], refunded: [300] });
    expect(double.received.at(-1)).to.deep.include({ path: "/v1/refunds", key: `${refund.id}:refund` });
  });

  const declines: Record<string, [card: string | null, words: RegExp]> = {
    "a card that is declined": ["pm_card_chargeDeclined", /declined/],
    "a payment method that it does not know": ["pm_unknown", /No such PaymentMethod/],
    "no payment method": [null, /No payment method/],
  };
  for (const [what, [payment_method_id, words]] of Object.entries(declines)) {
    it(`declines ${what}, also when it is asked again`, async () => {
      const charge = newCharge({ payment_method_id });
      for (const _ of [1, 2]) {
        const answer = await authorize(charge);
        expect(answer).to.have.property("declined").that.matches(words);
      }
    });
  }

  it("declines to give back more than was taken", async () => {
    const charge = newCharge();
    await authorize(charge);
    const answer = await provider().refund(charge, { id: `ref_${charge.id}`, amount: 9_999 }, until);
    expect(answer).to.have.property("declined");
  });

  const faults: Fate[] = ["500", "500 after", "hang", "hang after", "cut", "cut after"];
  for (const fault of faults) {
    for (const operation of ["payment_intents", "confirm", "capture", "refunds"] as const) {
      it(`${operation}: ${fault}: is not known at first, and done once when it is asked again`, async () => {
        const moved = since();
        const charge = newCharge({ capture_at_once: false });
        const refund = { id: `ref_${charge.id}`, amount: 100 };
        const steps = [
          (within: Deadline) => authorize(charge, within),
          (within: Deadline) => provider().capture(charge, 1_234, within),
          (within: Deadline) => provider().refund(charge, refund, within),
        ];
        // Only the one that hangs is worth no wait.
        const faulty = { payment_intents: 0, confirm: 0, capture: 1, refunds: 2 }[operation];
        double.next(operation, fault);
        // Stripe's client asks again by itself, under the same key, when a connection is cut for the first time.
        if (fault.startsWith("cut")) double.next(operation, fault);
        let unknown = 0;
        for (const [place, step] of steps.entries()) {
          const isHanging = fault.startsWith("hang") && place === faulty;
          const answer = await step(isHanging ? soon : until).catch(() => {
            unknown++;
            return step(until);
          });
          expect(answer).to.not.have.property("declined");
        }
        expect(unknown).to.equal(1);
        expect(moved()).to.deep.equal({ captured: [1_234], refunded: [100] });
      });
    }
  }

  it("does not take another secret's refusal for the customer's", async () => {
    const answer = await provider("sk_test_wrong")
      .authorize(newCharge(), until, remember)
      .catch((error) => error);
    expect(answer).to.include({ type: "StripeAuthenticationError" });
  });

  describe("when it is to void", () => {
    it("asks nothing when no id was kept, since nothing was confirmed then", async () => {
      const from = double.received.length;
      expect(await provider().void(newCharge(), until)).to.include({ state: "voided" });
      expect(double.received.slice(from)).to.deep.equal([]);
    });

    it("lets go of what is held, and of what was let go of already", async () => {
      const charge = newCharge({ capture_at_once: false });
      await authorize(charge);
      for (const _ of [1, 2]) expect(await provider().void(charge, until)).to.include({ state: "voided" });
      expect(double.books.intents.get(String(charge.provider_reference))).to.include({ status: "canceled" });
    });

    it("refuses a confirmation that comes after it", async () => {
      const moved = since();
      const charge = newCharge();
      double.next("confirm", "500");
      await authorize(charge).catch(() => undefined);
      expect(await provider().void(charge, until)).to.include({ state: "voided" });
      expect(await authorize(charge)).to.include({ state: "voided" });
      expect(moved().captured).to.deep.equal([]);
    });

    it("says that it was taken, when it was", async () => {
      const charge = newCharge();
      await authorize(charge);
      expect(await provider().void(charge, until)).to.include({ state: "captured", captured: 1_234 });
    });
  });

  describe("behind the payments service", function () {
    this.timeout(180_000);
    let till: Till;
    const env = () => ({ STRIPE_SECRET_KEY: double.secret, STRIPE_API_URL: double.url });
    before(async () => {
      till = await openTill();
    });
    after(() => till.db.close());

    it("takes money once when the process is killed after Stripe has taken it", async () => {
      const moved = since();
      const ref = newOrder();
      const request = paymentOf(ref, { provider: "stripe" });
      await killedAt("payments.authorize", request, ["UPDATE payments SET status", 1], env());
      expect(moved().captured).to.deep.equal([1_000]);
      expect(await askedApart("payments.authorize", request, env())).to.include({ status: "captured" });
      const refund = { ...writeOn(ref), reference: "killed" };
      await killedAt("payments.refund", refund, ["UPDATE refunds", 1], env());
      const { money } = await askedApart("payments.refund", refund, env());
      expect(money).to.include({ refunded: 1_000, financial_status: "refunded" });
      expect(moved()).to.deep.equal({ captured: [1_000], refunded: [1_000] });
    });

    it("confirms nothing when the undo comes between the intent and the keeping of its id", async () => {
      const moved = since();
      const ref = newOrder();
      const request = paymentOf(ref, { provider: "stripe" });
      const undo = { ...writeOn(ref), undoes: request.idempotency_key };
      const late = await interruptedAt(
        "payments.authorize",
        request,
        ["UPDATE payments SET provider_reference", 1],
        () => askedApart("payments.void", undo, env()),
        env(),
      );
      expect(late).to.deep.equal({ type: "service_unavailable", code: 503 });
      const again = await askedApart("payments.authorize", request, env());
      expect(again).to.deep.equal({ type: "payment_voided", code: 409 });
      expect(double.received.at(-1)?.path).to.equal("/v1/payment_intents");
      expect(moved().captured).to.deep.equal([]);
    });

    it("leaves nothing held when the process is killed before it confirms, and the step is undone", async () => {
      const moved = since();
      const ref = newOrder();
      const request = paymentOf(ref, { provider: "stripe" });
      await killedAt("payments.authorize", request, ["UPDATE payments SET provider_reference", 1], env());
      const undo = { ...writeOn(ref), undoes: request.idempotency_key };
      expect(await askedApart("payments.void", undo, env())).to.include({ payment_status: "voided" });
      const late = await askedApart("payments.authorize", request, env());
      expect(late).to.deep.equal({ type: "payment_voided", code: 409 });
      expect(moved().captured).to.deep.equal([]);
    });
  });
});
