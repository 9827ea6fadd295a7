import { expect } from "chai";
import { newOrder, openPayments, type PaymentsHarness, paymentOf, writeOn } from "./harness.ts";

const many = 32;
const times = <T>(make: (index: number) => T) => Array.from({ length: many }, (_, index) => make(index));

/** Payments under concurrent requests. */
export function describeConcurrency(): void {
  let harness: PaymentsHarness;
  before(async () => {
    harness = await openPayments();
  });
  after(() => harness.db.close());

  it("makes one payment for 32 concurrent requests with one key, and returns the same to all", async () => {
    const ref = newOrder();
    const request = paymentOf(ref);
    const answers = await Promise.all(times(() => harness.call("payments.authorize", request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1);
    const { payments } = await harness.money(ref);
    expect(payments).to.have.length(1);
    const id = String(payments[0]?.id);
    expect(await harness.moved(id)).to.deep.equal([1_000]);
    expect(await harness.events(id)).to.deep.equal(["payment.captured"]);
  });

  it("never refunds more than was captured when 32 refunds of a quarter run concurrently", async () => {
    const ref = newOrder();
    const { id } = await harness.call("payments.authorize", paymentOf(ref));
    const outcomes = await Promise.all(
      times((index) =>
        harness.call("payments.refund", { ...writeOn(ref), reference: `quarter ${index}`, amount: 250 }).then(
          () => "given",
          ({ type }) => String(type),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "given")).to.have.length(4);
    expect(outcomes.filter((outcome) => outcome === "nothing_to_refund")).to.have.length(many - 4);
    expect(await harness.moved(id)).to.deep.equal([1_000, -250, -250, -250, -250]);
    expect(await harness.money(ref)).to.include({ refunded: 1_000, refundable: 0, financial_status: "refunded" });
  });

  it("refunds once for 32 concurrent requests with one reference and different keys", async () => {
    const ref = newOrder();
    const { id } = await harness.call("payments.authorize", paymentOf(ref));
    const answers = await Promise.all(
      times(() => harness.call("payments.refund", { ...writeOn(ref), reference: "one", amount: 10 })),
    );
    expect(new Set(answers.map(({ refunds }) => refunds[0]?.id)).size).to.equal(1);
    expect(await harness.moved(id)).to.deep.equal([1_000, -10]);
    expect(await harness.events(String(answers[0]?.refunds[0]?.id))).to.deep.equal(["refund.succeeded"]);
  });

  it("releases the reserved amount once when a declined refund is requested 32 times concurrently", async () => {
    const ref = newOrder();
    await harness.call("payments.authorize", paymentOf(ref, { payment_method_id: "pm_card_refund_declined" }));
    const refund = { ...writeOn(ref), reference: "declined", amount: 600 };
    const outcomes = await Promise.all(times(() => harness.call("payments.refund", refund).catch(({ type }) => type)));
    expect(new Set(outcomes)).to.deep.equal(new Set(["refund_declined"]));
    const { refunded, refundable, refunds } = await harness.money(ref);
    expect({ refunded, refundable }).to.deep.equal({ refunded: 0, refundable: 1_000 });
    expect(await harness.events(String(refunds[0]?.id))).to.deep.equal(["refund.failed"]);
  });

  it("captures or voids, never both, under concurrent requests", async () => {
    const orders = times(() => newOrder());
    const outcomes = await Promise.all(
      orders.map(async (ref) => {
        const { id } = await harness.call("payments.authorize", paymentOf(ref, { capture: false }));
        const capture = harness.call("payments.capture", { ...writeOn(ref), payment_id: id }).catch(() => undefined);
        await Promise.all([capture, harness.call("payments.void", writeOn(ref))]);
        const { captured, payment_status } = await harness.money(ref);
        const moved = await harness.moved(id);
        return { captured, payment_status, moved, held: await harness.held(id) };
      }),
    );
    for (const outcome of outcomes) {
      const captured = { captured: 1_000, payment_status: "captured", moved: [1_000], held: 0 };
      const voided = { captured: 0, payment_status: "voided", moved: [], held: 0 };
      expect(outcome).to.deep.equal(outcome.captured > 0 ? captured : voided);
    }
  });
}
