import { expect } from "chai";
import { runScript } from "../../../support/payments/run-script.ts";

describe("what a provider tells in an odd order", () => {
  let ends: Record<string, { events: string[]; refunds: string[]; disputes: string[] } & Record<string, unknown>>;
  before(async function () {
    this.timeout(60_000);
    ends = await runScript("odd-stripe.ts");
  });
  const end = (name: string) => {
    const { events, ...state } = ends[name] ?? {};
    return { events: events ?? [], state };
  };
  const captured = (more: object) => ({
    status: "captured",
    captured: 1_000,
    refunded: 0,
    disputed: 0,
    refunds: [],
    disputes: [],
    ...more,
  });

  for (const [name, what, more, events] of [
    [
      "refundAfterWon",
      "a dispute that was won, and a refund of all after it, at once",
      { refunded: 1_000, refunds: ["succeeded 1000"], disputes: ["won 1000"] },
      ["payment.captured", "dispute.opened", "refund.succeeded", "dispute.won"],
    ],
    [
      "disputeAfterRefund",
      "a refund of a part of what is disputed as a whole",
      { refunded: 400, disputed: 1_000, refunds: ["succeeded 400"], disputes: ["open 1000"] },
      ["payment.captured", "dispute.opened", "refund.succeeded"],
    ],
    [
      "againAfterFailure",
      "a refund of all after one that has failed, at once",
      { refunded: 1_000, refunds: ["failed 1000", "succeeded 1000"] },
      ["payment.captured", "refund.succeeded", "refund.failed", "refund.succeeded"],
    ],
    [
      "inquiryThatBecomesADispute",
      "an inquiry, which takes nothing until it becomes a dispute",
      { disputed: 1_000, disputes: ["lost 1000"] },
      ["payment.captured", "dispute.opened", "dispute.opened", "dispute.lost"],
    ],
    [
      "inquiryThatIsClosed",
      "an inquiry, during which money can be given back",
      { refunded: 300, refunds: ["succeeded 300"], disputes: ["won 1000"] },
      ["payment.captured", "dispute.opened", "refund.succeeded", "dispute.won"],
    ],
    [
      "twoDisputesOfParts",
      "two disputes of a part each",
      { disputed: 666, disputes: ["open 333", "lost 333"] },
      ["payment.captured", "dispute.opened", "dispute.lost"],
    ],
    [
      "anotherCurrency",
      "a payment in another currency, of which nothing is taken over and a person is told once",
      {},
      ["payment.captured", "payment.mismatch"],
    ],
    [
      "metadataOfAnotherStore",
      "a payment of ours whose metadata name another store's",
      { refunded: 250, refunds: ["succeeded 250"] },
      ["payment.captured", "refund.succeeded"],
    ],
    [
      "disputeBeforeCapture",
      "a dispute before the capture",
      { disputed: 1_000, disputes: ["open 1000"] },
      ["payment.processing", "payment.captured", "dispute.opened"],
    ],
  ] as const)
    it(`is made ours: ${what}`, () => {
      expect(end(name)).to.deep.equal({ events, state: captured(more) });
    });
});

describe("disputes of parts at Razorpay", () => {
  it("count what each takes, and leave what Razorpay's ledger has left, in every currency", async function () {
    this.timeout(60_000);
    const ends: { currency: string; isRight: boolean; disputes: string[] }[] = await runScript("odd-razorpay.ts");
    expect(ends.filter(({ isRight }) => !isRight)).to.deep.equal([]);
    expect(ends.map(({ currency }) => currency)).to.deep.equal(["JPY", "INR", "KWD", "INR", "JPY"]);
    expect(ends[1]?.disputes).to.deep.equal(["open 22222", "lost 5555", "won 44444", "open 0"]);
  });
});
