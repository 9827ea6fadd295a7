import { expect } from "chai";
import { interruptedAt, killedAt } from "../../../support/payments/processes.ts";
import { refused, unknown } from "../../../support/payments/refused.ts";
import { newOrder, openTill, paymentOf, store_id, type Till, writeOn } from "../../../support/payments/till.ts";

const declines = "pm_card_refund_declined";

/** What holds of refunds that were declined, and are asked for again once the cause is mended. */
export function describeDeclined(): void {
  let till: Till;
  before(async () => {
    till = await openTill();
  });
  after(() => till.db.close());

  const pay = (ref: ReturnType<typeof newOrder>, amount: number, payment_method_id = "pm_card_visa") =>
    till.call("payments.authorize", paymentOf(ref, { amount, payment_method_id }));
  const mend = (payment_id: string, card = "pm_card_visa") =>
    till.db.run("UPDATE sandbox_charges SET card = ? WHERE store_id = ? AND charge_id = ?", [
      card,
      store_id,
      payment_id,
    ]);
  const refundsOf = async (ref: ReturnType<typeof newOrder>) =>
    (await till.money(ref)).refunds.map(({ payment_id, status, amount }) => [payment_id, status, amount]);
  const isDeclined = (request: Parameters<typeof till.call<"payments.refund">>[1]) =>
    refused(till.call("payments.refund", request), "refund_declined", 422);

  for (const amount of [undefined, 600]) {
    it(`are given once, by the same key and reference (${amount ?? "all that is left"})`, async () => {
      const ref = newOrder();
      const { id } = await pay(ref, 1_000, declines);
      const request = { ...writeOn(ref), reference: `cancel:${ref.order_id}`, ...(amount && { amount }) };
      const given = amount ?? 1_000;
      await isDeclined(request);
      await isDeclined(request);
      await mend(id);
      const answer = await till.call("payments.refund", request);
      expect(answer.refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([["succeeded", given]]);
      expect(answer.money).to.include({ refunded: given, refundable: 1_000 - given });
      expect(await till.call("payments.refund", request)).to.deep.equal(answer);
      const other = await till.call("payments.refund", { ...request, ...writeOn(ref) });
      expect(other).to.deep.equal(answer);
      expect(await till.moved(id)).to.deep.equal([1_000, -given]);
      expect(await refundsOf(ref)).to.deep.equal([
        [id, "failed", given],
        [id, "failed", given],
        [id, "succeeded", given],
      ]);
      for (const { id, status } of answer.money.refunds) {
        expect(await till.told(id)).to.deep.equal([`refund.${status}`]);
      }
    });
  }

  it("ask only for the rest when a part of them was given", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700);
    const second = await pay(ref, 300, declines);
    const request = { ...writeOn(ref), reference: "parts", amount: 500 };
    await isDeclined(request);
    expect(await till.moved(first.id)).to.deep.equal([700, -200]);
    await isDeclined(request);
    await mend(second.id);
    const { refunds, money } = await till.call("payments.refund", request);
    expect(refunds.map(({ payment_id, status, amount }) => [payment_id, status, amount])).to.deep.equal([
      [first.id, "succeeded", 200],
      [second.id, "succeeded", 300],
    ]);
    expect(money).to.include({ refunded: 500, refundable: 500, financial_status: "partially_refunded" });
    const more = { ...writeOn(ref), reference: "parts", amount: 900 };
    expect(await till.call("payments.refund", more)).to.deep.equal({ refunds, money });
    expect(await till.moved(first.id)).to.deep.equal([700, -200]);
    expect(await till.moved(second.id)).to.deep.equal([300, -300]);
  });

  it("give back all of both payments when no amount was named, and nothing of what is paid later", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700, declines);
    const second = await pay(ref, 300);
    const request = { ...writeOn(ref), reference: "all" };
    await isDeclined(request);
    expect(await till.moved(second.id)).to.deep.equal([300, -300]);
    await mend(first.id);
    const { refunds, money } = await till.call("payments.refund", request);
    expect(refunds.map(({ amount }) => amount)).to.deep.equal([300, 700]);
    expect(money).to.include({ refundable: 0, financial_status: "refunded" });
    expect(await till.moved(first.id)).to.deep.equal([700, -700]);
    await pay(ref, 50);
    const later = await till.call("payments.refund", { ...writeOn(ref), reference: "all" });
    expect(later.refunds).to.deep.equal(refunds);
    expect(later.money.refundable).to.equal(50);
  });

  it("are guarded by what is left: what went back by another reference does not go back again", async () => {
    const ref = newOrder();
    const { id } = await pay(ref, 1_000, declines);
    const request = { ...writeOn(ref), reference: "late", amount: 600 };
    await isDeclined(request);
    await mend(id);
    await till.call("payments.refund", { ...writeOn(ref), reference: "by hand", amount: 500 });
    await refused(till.call("payments.refund", request), "refund_exceeds_paid", 422);
    await till.call("payments.refund", { ...writeOn(ref), reference: "by hand, the rest" });
    await refused(till.call("payments.refund", request), "nothing_to_refund", 409);
    expect(await till.moved(id)).to.deep.equal([1_000, -500, -500]);
  });

  it("are whole when all that was missing went back by another reference", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700, declines);
    await pay(ref, 300);
    const request = { ...writeOn(ref), reference: "all" };
    await isDeclined(request);
    await mend(first.id);
    await till.call("payments.refund", { ...writeOn(ref), reference: "by hand" });
    const { refunds, money } = await till.call("payments.refund", request);
    expect(refunds.map(({ amount }) => amount)).to.deep.equal([300]);
    expect(money.refundable).to.equal(0);
    expect(await till.moved(first.id)).to.deep.equal([700, -700]);
  });

  it("are given once when they are asked for 32 times at once, by one key and by many", async () => {
    const ref = newOrder();
    const first = await pay(ref, 700);
    const second = await pay(ref, 300, declines);
    const request = { ...writeOn(ref), reference: "many", amount: 500 };
    await isDeclined(request);
    await mend(second.id);
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        till.call("payments.refund", index % 2 ? request : { ...request, ...writeOn(ref) }),
      ),
    );
    expect(new Set(answers.map(({ refunds }) => JSON.stringify(refunds))).size).to.equal(1);
    expect(await till.moved(first.id)).to.deep.equal([700, -200]);
    expect(await till.moved(second.id)).to.deep.equal([300, -300]);
  });

  it("are never given more than once when the cause is mended in the midst of 32 asks", async () => {
    const ref = newOrder();
    const { id } = await pay(ref, 1_000, declines);
    const callProvider = () =>
      till.call("payments.refund", { ...writeOn(ref), reference: "flutter", amount: 400 }).then(
        () => "given",
        ({ type }) => String(type),
      );
    const asks = Array.from({ length: 32 }, async (_, index) => {
      if (index === 8) await mend(id);
      return callProvider();
    });
    const outcomes = new Set(await Promise.all(asks));
    expect([...outcomes].filter((outcome) => !["given", "refund_declined"].includes(outcome))).to.deep.equal([]);
    expect(await callProvider()).to.equal("given");
    expect(await till.moved(id)).to.deep.equal([1_000, -400]);
    expect((await refundsOf(ref)).filter(([, status]) => status !== "failed")).to.deep.equal([[id, "succeeded", 400]]);
    expect((await till.money(ref)).refunded).to.equal(400);
  });

  it("that timed out the second time count, and are given once", async () => {
    const ref = newOrder();
    const { id } = await pay(ref, 1_000, "pm_card_refund_timeout");
    await mend(id, declines);
    const request = { ...writeOn(ref), reference: "slow", amount: 800 };
    await unknown(till.call("payments.refund", request));
    await isDeclined(request);
    await mend(id);
    await unknown(till.call("payments.refund", request));
    expect((await till.money(ref)).refunded).to.equal(800);
    await till.call("payments.refund", { ...request, ...writeOn(ref) });
    expect(await till.moved(id)).to.deep.equal([1_000, -800]);
  });

  it("let an undo be repeated: what the undone step took is given back once", async () => {
    const ref = newOrder();
    const step = paymentOf(ref, { payment_method_id: declines });
    const { id } = await till.call("payments.authorize", step);
    const undo = { ...writeOn(ref), undoes: step.idempotency_key };
    await refused(till.call("payments.void", undo), "refund_declined", 422);
    await mend(id);
    expect(await till.call("payments.void", undo)).to.include({ refundable: 0 });
    await till.call("payments.void", { ...undo, ...writeOn(ref) });
    expect(await till.moved(id)).to.deep.equal([1_000, -1_000]);
  });

  describe("across processes", function () {
    this.timeout(180_000);

    const triedAgain = async () => {
      const ref = newOrder();
      const { id } = await pay(ref, 1_000, declines);
      const request = { ...writeOn(ref), reference: "again", amount: 300 };
      await isDeclined(request);
      await mend(id);
      return { ref, id, request };
    };

    // Its transactions: the intent, the sandbox's own, the outcome, the answer.
    for (const which of [1, 2, 3, 4]) {
      it(`are given once when another process overtakes one before its transaction ${which}`, async () => {
        const { ref, id, request } = await triedAgain();
        const overtake = () => till.call("payments.refund", { ...request, ...writeOn(ref) });
        const { refunds } = await interruptedAt("payments.refund", request, ["BEGIN", which], overtake);
        expect(refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([["succeeded", 300]]);
        expect(await till.moved(id)).to.deep.equal([1_000, -300]);
        expect((await till.money(ref)).refunded).to.equal(300);
      });
    }

    it("are asked for once more while their other parts are still on their way: each is given once", async () => {
      const ref = newOrder();
      const first = await pay(ref, 700);
      const second = await pay(ref, 300, declines);
      const request = { ...writeOn(ref), reference: "overtaken", amount: 500 };
      // The second's is declined by then, and the first's not yet asked for.
      const answer: unknown = await interruptedAt("payments.refund", request, ["BEGIN", 4], async () => {
        await mend(second.id);
        const { refunds } = await till.call("payments.refund", { ...request, ...writeOn(ref) });
        expect(refunds.map(({ amount }) => amount)).to.deep.equal([200, 300]);
      });
      expect(answer).to.deep.equal({ type: "refund_declined", code: 422 });
      expect((await till.call("payments.refund", request)).money.refunded).to.equal(500);
      expect(await till.moved(first.id)).to.deep.equal([700, -200]);
      expect(await till.moved(second.id)).to.deep.equal([300, -300]);
    });

    for (const [place, statement] of Object.entries({
      "before the intent is written": "INTO payment_keys",
      "while the reference is passed on": "INTO refunds ",
      "before the provider is asked": "INTO sandbox_operations",
      "while the provider works": "UPDATE sandbox_charges",
      "before the outcome is written": "UPDATE refunds SET status",
      "before the answer is recorded": "INTO payments_idempotency",
    })) {
      it(`are given once when the process is killed ${place}`, async () => {
        const { ref, id, request } = await triedAgain();
        await killedAt("payments.refund", request, [statement, 1]);
        const { refunds, money } = await till.call("payments.refund", request);
        expect(refunds.map(({ status, amount }) => [status, amount])).to.deep.equal([["succeeded", 300]]);
        expect(money.refunded).to.equal(300);
        expect(await till.moved(id)).to.deep.equal([1_000, -300]);
        expect(await refundsOf(ref)).to.deep.equal([
          [id, "failed", 300],
          [id, "succeeded", 300],
        ]);
      });
    }
  });
}
