import { expect } from "chai";
import {
  newOrder,
  openPayments,
  type PaymentsHarness,
  paymentOf,
  store_id,
  writeOn,
} from "../../../support/payments/harness.ts";
import { interruptedAt, killedAt } from "../../../support/payments/processes.ts";
import { refused, unknown } from "../../../support/payments/refused.ts";

const declines = "pm_card_refund_declined";

/** Tests of refunds that were declined and are retried after the cause is fixed. */
export function describeDeclined(): void {
  let harness: PaymentsHarness;
  before(async () => {
    harness = await openPayments();
  });
  after(() => harness.db.close());

  const pay = (ref: ReturnType<typeof newOrder>, amount: number, payment_method_id = "pm_card_visa") =>
    harness.call("payments.authorize", paymentOf(ref, { amount, payment_method_id }));
  const fixCard = (payment_id: string, card = "pm_card_visa") =>
    harness.db.run("UPDATE sandbox_charges SET card = ? WHERE store_id = ? AND charge_id = ?", [
      card,
      store_id,
      payment_id,
    ]);
  const refundsOf = async (ref: ReturnType<typeof newOrder>) =>
    (await harness.money(ref)).refunds.map(({ payment_id, status, amount }) => [payment_id, status, amount]);
  const isDeclined = (request: Parameters<typeof harness.call<"payments.refund">>[1]) =>
    refused(harness.call("payments.refund", request), "refund_declined", 422);

  for (const amount of [undefined, 600]) {
    it(`are paid once under the same key and reference (${amount ?? "the full remainder"})`, async () => {
      const ref = newOrder();
      const { id } = await pay(ref, 1_000, declines);
      const request = { ...writeOn(ref), reference: `cancel:${ref.order_id}`, ...(amount && { amount }) };
      const expectedAmount = amount ?? 1_000;
      await isDeclined(request);
      await isDeclined(request);
      await fixCard(id);
      const answer = await harness.call("payments.refund", request);
      expect(answer.refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([
        ["succeeded", expectedAmount],
      ]);
      expect(answer.money).to.include({ refunded: expectedAmount, refundable: 1_000 - expectedAmount });
      expect(await harness.call("payments.refund", request)).to.deep.equal(answer);
      const other = await harness.call("payments.refund", { ...request, ...writeOn(ref) });
      expect(other).to.deep.equal(answer);
      expect(await harness.moved(id)).to.deep.equal([1_000, -expectedAmount]);
      expect(await refundsOf(ref)).to.deep.equal([
        [id, "failed", expectedAmount],
        [id, "failed", expectedAmount],
        [id, "succeeded", expectedAmount],
      ]);
      for (const { id, status } of answer.money.refunds) {
        expect(await harness.events(id)).to.deep.equal([`refund.${status}`]);
      }
    });
  }

  it("retry only the missing part", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700);
    const second = await pay(ref, 300, declines);
    const request = { ...writeOn(ref), reference: "parts", amount: 500 };
    await isDeclined(request);
    expect(await harness.moved(first.id)).to.deep.equal([700, -200]);
    await isDeclined(request);
    await fixCard(second.id);
    const { refunds, money } = await harness.call("payments.refund", request);
    expect(refunds.map(({ payment_id, status, amount }) => [payment_id, status, amount])).to.deep.equal([
      [first.id, "succeeded", 200],
      [second.id, "succeeded", 300],
    ]);
    expect(money).to.include({ refunded: 500, refundable: 500, financial_status: "partially_refunded" });
    const more = { ...writeOn(ref), reference: "parts", amount: 900 };
    expect(await harness.call("payments.refund", more)).to.deep.equal({ refunds, money });
    expect(await harness.moved(first.id)).to.deep.equal([700, -200]);
    expect(await harness.moved(second.id)).to.deep.equal([300, -300]);
  });

  it("refund both payments fully without an amount, and exclude later payments", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700, declines);
    const second = await pay(ref, 300);
    const request = { ...writeOn(ref), reference: "all" };
    await isDeclined(request);
    expect(await harness.moved(second.id)).to.deep.equal([300, -300]);
    await fixCard(first.id);
    const { refunds, money } = await harness.call("payments.refund", request);
    expect(refunds.map(({ amount }) => amount)).to.deep.equal([300, 700]);
    expect(money).to.include({ refundable: 0, financial_status: "refunded" });
    expect(await harness.moved(first.id)).to.deep.equal([700, -700]);
    await pay(ref, 50);
    const later = await harness.call("payments.refund", { ...writeOn(ref), reference: "all" });
    expect(later.refunds).to.deep.equal(refunds);
    expect(later.money.refundable).to.equal(50);
  });

  it("never exceed the remainder after a refund under another reference", async () => {
    const ref = newOrder();
    const { id } = await pay(ref, 1_000, declines);
    const request = { ...writeOn(ref), reference: "late", amount: 600 };
    await isDeclined(request);
    await fixCard(id);
    await harness.call("payments.refund", { ...writeOn(ref), reference: "by hand", amount: 500 });
    await refused(harness.call("payments.refund", request), "refund_exceeds_paid", 422);
    await harness.call("payments.refund", { ...writeOn(ref), reference: "by hand, the rest" });
    await refused(harness.call("payments.refund", request), "nothing_to_refund", 409);
    expect(await harness.moved(id)).to.deep.equal([1_000, -500, -500]);
  });

  it("are complete when another reference refunded the missing part", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700, declines);
    await pay(ref, 300);
    const request = { ...writeOn(ref), reference: "all" };
    await isDeclined(request);
    await fixCard(first.id);
    await harness.call("payments.refund", { ...writeOn(ref), reference: "by hand" });
    const { refunds, money } = await harness.call("payments.refund", request);
    expect(refunds.map(({ amount }) => amount)).to.deep.equal([300]);
    expect(money.refundable).to.equal(0);
    expect(await harness.moved(first.id)).to.deep.equal([700, -700]);
  });

  it("are paid once under 32 concurrent retries with one key or several", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700);
    const second = await pay(ref, 300, declines);
    const request = { ...writeOn(ref), reference: "many", amount: 500 };
    await isDeclined(request);
    await fixCard(second.id);
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        harness.call("payments.refund", index % 2 ? request : { ...request, ...writeOn(ref) }),
      ),
    );
    expect(new Set(answers.map(({ refunds }) => JSON.stringify(refunds))).size).to.equal(1);
    expect(await harness.moved(first.id)).to.deep.equal([700, -200]);
    expect(await harness.moved(second.id)).to.deep.equal([300, -300]);
  });

  it("are paid once when the cause is fixed during 32 concurrent retries", async () => {
    const ref = newOrder();
    const { id } = await pay(ref, 1_000, declines);
    const callProvider = () =>
      harness.call("payments.refund", { ...writeOn(ref), reference: "flutter", amount: 400 }).then(
        () => "refunded",
        ({ type }) => String(type),
      );
    const retries = Array.from({ length: 32 }, async (_, index) => {
      if (index === 8) await fixCard(id);
      return callProvider();
    });
    const outcomes = new Set(await Promise.all(retries));
    expect([...outcomes].filter((outcome) => !["refunded", "refund_declined"].includes(outcome))).to.deep.equal([]);
    expect(await callProvider()).to.equal("refunded");
    expect(await harness.moved(id)).to.deep.equal([1_000, -400]);
    expect((await refundsOf(ref)).filter(([, status]) => status !== "failed")).to.deep.equal([[id, "succeeded", 400]]);
    expect((await harness.money(ref)).refunded).to.equal(400);
  });

  it("count when the retry times out, and are paid once", async () => {
    const ref = newOrder();
    const { id } = await pay(ref, 1_000, "pm_card_refund_timeout");
    await fixCard(id, declines);
    const request = { ...writeOn(ref), reference: "slow", amount: 800 };
    await unknown(harness.call("payments.refund", request));
    await isDeclined(request);
    await fixCard(id);
    await unknown(harness.call("payments.refund", request));
    expect((await harness.money(ref)).refunded).to.equal(800);
    await harness.call("payments.refund", { ...request, ...writeOn(ref) });
    expect(await harness.moved(id)).to.deep.equal([1_000, -800]);
  });

  it("allow a retry of the compensation, which refunds the step once", async () => {
    const ref = newOrder();
    const step = paymentOf(ref, { payment_method_id: declines });
    const { id } = await harness.call("payments.authorize", step);
    const undo = { ...writeOn(ref), undoes: step.idempotency_key };
    await refused(harness.call("payments.void", undo), "refund_declined", 422);
    await fixCard(id);
    expect(await harness.call("payments.void", undo)).to.include({ refundable: 0 });
    await harness.call("payments.void", { ...undo, ...writeOn(ref) });
    expect(await harness.moved(id)).to.deep.equal([1_000, -1_000]);
  });

  describe("across processes", function () {
    this.timeout(180_000);

    const declinedAndFixed = async () => {
      const ref = newOrder();
      const { id } = await pay(ref, 1_000, declines);
      const request = { ...writeOn(ref), reference: "again", amount: 300 };
      await isDeclined(request);
      await fixCard(id);
      return { ref, id, request };
    };

    // Transactions: the intent, the sandbox's own, the outcome with the recorded result.
    for (const which of [1, 2, 3]) {
      it(`are paid once when another process overtakes before transaction ${which}`, async () => {
        const { ref, id, request } = await declinedAndFixed();
        const overtake = () => harness.call("payments.refund", { ...request, ...writeOn(ref) });
        const { refunds } = await interruptedAt("payments.refund", request, ["BEGIN", which], overtake);
        expect(refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([["succeeded", 300]]);
        expect(await harness.moved(id)).to.deep.equal([1_000, -300]);
        expect((await harness.money(ref)).refunded).to.equal(300);
      });
    }

    it("are retried while other parts are in progress, and each part is paid once", async () => {
      const ref = newOrder();
      const first = await pay(ref, 700);
      const second = await pay(ref, 300, declines);
      const request = { ...writeOn(ref), reference: "overtaken", amount: 500 };
      // By then the second part is declined and the first not yet requested.
      const answer: unknown = await interruptedAt("payments.refund", request, ["BEGIN", 4], async () => {
        await fixCard(second.id);
        const { refunds } = await harness.call("payments.refund", { ...request, ...writeOn(ref) });
        expect(refunds.map(({ amount }) => amount)).to.deep.equal([200, 300]);
      });
      expect(answer).to.deep.equal({ type: "refund_declined", code: 422 });
      expect((await harness.call("payments.refund", request)).money.refunded).to.equal(500);
      expect(await harness.moved(first.id)).to.deep.equal([700, -200]);
      expect(await harness.moved(second.id)).to.deep.equal([300, -300]);
    });

    for (const [place, statement] of Object.entries({
      "before the intent is written": "INTO payment_keys",
      "while the reference is reassigned": "INTO refunds ",
      "before the provider call": "INTO sandbox_operations",
      "during the provider call": "UPDATE sandbox_charges",
      "before the outcome is written": "UPDATE refunds SET status",
      "before the result is recorded": "INTO payments_idempotency",
    })) {
      it(`are paid once when the process is killed ${place}`, async () => {
        const { ref, id, request } = await declinedAndFixed();
        await killedAt("payments.refund", request, [statement, 1]);
        const { refunds, money } = await harness.call("payments.refund", request);
        expect(refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([["succeeded", 300]]);
        expect(money.refunded).to.equal(300);
        expect(await harness.moved(id)).to.deep.equal([1_000, -300]);
        expect(await refundsOf(ref)).to.deep.equal([
          [id, "failed", 300],
          [id, "succeeded", 300],
        ]);
      });
    }
  });
}
