import { expect } from "chai";
import { newOrder, openPayments, type PaymentsHarness, paymentOf, writeOn } from "./harness.ts";
import { killedAt } from "./processes.ts";

// SQL statements by the moment that they mark, with their occurrence.
const beforeProviderCall = ["INTO sandbox_operations", 1] as const;
const duringProviderCall = ["UPDATE sandbox_charges", 1] as const;
const beforeRecording = ["INTO payments_idempotency", 1] as const;
const places = {
  "before the intent is written": ["INTO payment_keys", 1],
  "before the provider is called": beforeProviderCall,
  "while the provider works": duringProviderCall,
  "before the outcome is written": ["UPDATE payments SET status", 1],
  "before the answer is recorded": beforeRecording,
} as const;

/** What a retry with the same key does after the process was killed between the stages. */
export function describeKills(): void {
  let harness: PaymentsHarness;
  before(async () => {
    harness = await openPayments();
  });
  after(() => harness.db.close());

  for (const [place, statement] of Object.entries({
    ...places,
    "before the provider is called": ["INTO sandbox_charges", 1] as const,
    "while the provider works": ["INTO sandbox_operations", 1] as const,
  })) {
    it(`captures money once when the process is killed ${place}`, async () => {
      const ref = newOrder();
      const request = paymentOf(ref);
      await killedAt("payments.authorize", request, statement);
      const payment = await harness.call("payments.authorize", request);
      expect(payment).to.include({ status: "captured", captured: 1_000 });
      expect((await harness.money(ref)).payments).to.deep.equal([payment]);
      expect(await harness.moved(payment.id)).to.deep.equal([1_000]);
      expect(await harness.events(payment.id)).to.deep.equal(["payment.captured"]);
    });
  }

  for (const [place, statement] of Object.entries({
    ...places,
    "before the outcome is written": ["UPDATE refunds SET status", 1] as const,
  })) {
    it(`refunds money once when the process is killed ${place}`, async () => {
      const ref = newOrder();
      const { id } = await harness.call("payments.authorize", paymentOf(ref));
      const request = { ...writeOn(ref), reference: "killed", amount: 300 };
      await killedAt("payments.refund", request, statement);
      const { refunds, money } = await harness.call("payments.refund", request);
      expect(refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([["succeeded", 300]]);
      expect(money).to.include({ refunded: 300, financial_status: "partially_refunded" });
      expect(await harness.moved(id)).to.deep.equal([1_000, -300]);
      expect(await harness.events(String(refunds[0]?.id))).to.deep.equal(["refund.succeeded"]);
    });
  }

  for (const [place, statement] of Object.entries({
    ...places,
    // The first is the intent's own.
    "before the outcome is written": ["UPDATE payments SET status", 2] as const,
  })) {
    it(`captures once, and voids once, when the process is killed ${place}`, async () => {
      const [taken, freed] = [newOrder(), newOrder()];
      const held = (ref: typeof taken) => harness.call("payments.authorize", paymentOf(ref, { capture: false }));
      const [first, second] = [await held(taken), await held(freed)];
      const capture = { ...writeOn(taken), payment_id: first.id };
      const undo = writeOn(freed);
      await Promise.all([killedAt("payments.capture", capture, statement), killedAt("payments.void", undo, statement)]);
      expect(await harness.call("payments.capture", capture)).to.include({ status: "captured" });
      expect(await harness.call("payments.void", undo)).to.include({ financial_status: "voided" });
      expect(await harness.moved(first.id)).to.deep.equal([1_000]);
      expect([await harness.moved(second.id), await harness.held(second.id)]).to.deep.equal([[], 0]);
      expect(await harness.events(second.id)).to.deep.equal(["payment.authorized", "payment.voided"]);
    });
  }

  it("keeps no money when an interrupted payment is undone", async () => {
    for (const statement of [beforeProviderCall, beforeRecording]) {
      const ref = newOrder();
      const request = paymentOf(ref);
      await killedAt("payments.authorize", request, statement);
      await harness.call("payments.void", { ...writeOn(ref), undoes: request.idempotency_key });
      const { payments, refundable, authorized } = await harness.money(ref);
      expect({ refundable, authorized }).to.deep.equal({ refundable: 0, authorized: 0 });
      for (const { id } of payments) {
        expect((await harness.moved(id)).reduce((sum, moved) => sum + moved, 0)).to.equal(0);
      }
    }
  });
}
