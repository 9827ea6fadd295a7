import { expect } from "chai";
import { newOrder, openPayments, type PaymentsHarness, paymentOf, writeOn } from "./harness.ts";
import { interruptedAt } from "./processes.ts";
import { refused, unknown } from "./refused.ts";

/** Voids of payments, as by the undo of a workflow's step. */
export function describeUndo(): void {
  let harness: PaymentsHarness;
  before(async () => {
    harness = await openPayments();
  });
  after(() => harness.db.close());

  it("releases what is authorized, and leaves what is captured", async () => {
    const ref = newOrder();
    const kept = await harness.call("payments.authorize", paymentOf(ref));
    const held = await harness.call("payments.authorize", paymentOf(ref, { capture: false }));
    expect(await harness.held(held.id)).to.equal(1_000);
    const request = writeOn(ref);
    const money = await harness.call("payments.void", request);
    expect(money).to.include({ authorized: 0, captured: 1_000, financial_status: "paid", payment_status: "voided" });
    expect(await harness.call("payments.void", request)).to.deep.equal(money);
    expect(await harness.held(held.id)).to.equal(0);
    expect(await harness.events(held.id)).to.deep.equal(["payment.authorized", "payment.voided"]);
    expect(await harness.moved(kept.id)).to.deep.equal([1_000]);
  });

  it("refuses a step that arrives after its undo, and calls no provider", async () => {
    const ref = newOrder();
    const request = paymentOf(ref);
    const money = await harness.call("payments.void", { ...writeOn(ref), undoes: request.idempotency_key });
    expect(money.payments).to.deep.equal([]);
    await refused(harness.call("payments.authorize", request), "idempotency_key_reused", 422);
    expect((await harness.money(ref)).payments).to.deep.equal([]);
  });

  for (const capture of [true, false]) {
    it(`keeps no money of a step whose answer was lost (${capture ? "captured" : "authorized"})`, async () => {
      const ref = newOrder();
      const request = paymentOf(ref, { capture, payment_method_id: "pm_card_timeout" });
      await unknown(harness.call("payments.authorize", request));
      const money = await harness.call("payments.void", { ...writeOn(ref), undoes: request.idempotency_key });
      const id = String(money.payments[0]?.id);
      expect(money).to.include({ refundable: 0, authorized: 0, payment_status: capture ? "captured" : "voided" });
      expect(await harness.moved(id)).to.deep.equal(capture ? [1_000, -1_000] : []);
      expect(await harness.held(id)).to.equal(0);
      if (!capture) await refused(harness.call("payments.authorize", request), "payment_voided", 409);
    });
  }

  it("leaves nothing authorized when the undo overtakes a step on its way to the provider", async function () {
    this.timeout(60_000);
    const ref = newOrder();
    const request = paymentOf(ref, { capture: false });
    const undo = { ...writeOn(ref), undoes: request.idempotency_key };
    // The first transaction is the intent's, the second the sandbox's own.
    const answer = await interruptedAt("payments.authorize", request, ["BEGIN", 2], () =>
      harness.call("payments.void", undo),
    );
    expect(answer).to.deep.equal({ type: "payment_voided", code: 409 });
    const { payments, payment_status } = await harness.money(ref);
    expect(payment_status).to.equal("voided");
    expect(await harness.held(String(payments[0]?.id))).to.equal(0);
  });

  it("refunds what the undone step has captured, once, and leaves the order's other payments alone", async () => {
    const ref = newOrder();
    const other = await harness.call("payments.authorize", paymentOf(ref));
    const request = paymentOf(ref, { amount: 400 });
    const { id } = await harness.call("payments.authorize", request);
    await harness.call("payments.refund", { ...writeOn(ref), reference: "before", amount: 100 });
    const undo = { ...writeOn(ref), undoes: request.idempotency_key };
    await harness.call("payments.void", undo);
    await harness.call("payments.void", { ...undo, idempotency_key: `${undo.idempotency_key}/again` });
    expect(await harness.moved(id)).to.deep.equal([400, -100, -300]);
    expect(await harness.moved(other.id)).to.deep.equal([1_000]);
  });

  it("resumes an undo whose refund timed out", async () => {
    const ref = newOrder();
    const request = paymentOf(ref, { payment_method_id: "pm_card_refund_timeout" });
    const { id } = await harness.call("payments.authorize", request);
    const undo = { ...writeOn(ref), undoes: request.idempotency_key };
    await unknown(harness.call("payments.void", undo));
    expect(await harness.call("payments.void", undo)).to.include({ financial_status: "refunded" });
    expect(await harness.moved(id)).to.deep.equal([1_000, -1_000]);
  });

  it("keeps no money when a step and its undo run concurrently", async () => {
    const rounds = Array.from({ length: 32 }, (_, index) => index % 2 === 0);
    await Promise.all(
      rounds.map(async (capture) => {
        const ref = newOrder();
        const request = paymentOf(ref, { capture });
        const undo = { ...writeOn(ref), undoes: request.idempotency_key };
        await Promise.all([
          harness.call("payments.authorize", request).catch(() => undefined),
          harness.call("payments.void", undo),
        ]);
        const { payments, authorized, refundable } = await harness.money(ref);
        expect({ authorized, refundable }).to.deep.equal({ authorized: 0, refundable: 0 });
        for (const { id } of payments) {
          expect((await harness.moved(id)).reduce((sum, moved) => sum + moved, 0)).to.equal(0);
          expect(await harness.held(id)).to.equal(0);
        }
      }),
    );
  });
}
