import { expect } from "chai";
import { type PaymentStatus, paidTwice, type RefundStatus } from "../../../../services/contracts.ts";
import {
  financialStatusOf,
  missingOf,
  moneyOf,
  paymentStatusOf,
  splitRefund,
} from "../../../../services/payments/payments.rules.ts";

type P = [status: PaymentStatus, captured?: number];
type R = [status: RefundStatus, amount: number, reason?: string];

describe("payment rules", () => {
  const twice: P[] = [
    ["captured", 100],
    ["captured", 100],
  ];
  const cases: [what: string, payments: P[], refunds: R[], payment: PaymentStatus, financial: string][] = [
    ["has no payment", [], [], "pending", "pending"],
    ["is pending", [["pending"]], [], "pending", "pending"],
    ["is authorized", [["authorized"]], [], "authorized", "pending"],
    ["is captured", [["captured", 100]], [], "captured", "paid"],
    ["is a capture of zero", [["captured", 0]], [], "captured", "paid"],
    ["failed", [["failed"]], [], "failed", "pending"],
    ["failed, then was paid", [["failed"], ["captured", 100]], [], "captured", "paid"],
    ["was voided", [["voided"]], [], "voided", "voided"],
    ["failed, then was voided", [["failed"], ["voided"]], [], "voided", "voided"],
    ["was voided, then retried", [["voided"], ["pending"]], [], "pending", "pending"],
    ["was paid, and another was voided", [["captured", 100], ["voided"]], [], "voided", "paid"],
    ["is refunded in part", [["captured", 100]], [["succeeded", 40]], "captured", "partially_refunded"],
    [
      "is refunded",
      [["captured", 100]],
      [
        ["succeeded", 40],
        ["succeeded", 60],
      ],
      "captured",
      "refunded",
    ],
    ["has a pending refund", [["captured", 100]], [["pending", 100]], "captured", "paid"],
    ["has a failed refund", [["captured", 100]], [["failed", 100]], "captured", "paid"],
    [
      "has one of two payments refunded",
      [
        ["captured", 100],
        ["captured", 50],
      ],
      [["succeeded", 100]],
      "captured",
      "partially_refunded",
    ],
    ["came twice and went back once", twice, [["succeeded", 100, paidTwice]], "captured", "paid"],
    [
      "came twice, went back once, and was refunded in part",
      twice,
      [
        ["pending", 100, paidTwice],
        ["succeeded", 40],
      ],
      "captured",
      "partially_refunded",
    ],
    [
      "came twice, went back once, and was refunded",
      twice,
      [
        ["succeeded", 100, paidTwice],
        ["succeeded", 100],
      ],
      "captured",
      "refunded",
    ],
  ];
  for (const [what, payments, refunds, payment, financial] of cases) {
    it(`give an order whose payment ${what} the statuses ${payment} and ${financial}`, () => {
      const paid = payments.map(([status, captured = 0]) => ({ status, captured }));
      const refunded = refunds.map(([status, amount, reason = null]) => ({ status, amount, reason }));
      expect(paymentStatusOf(paid)).to.equal(payment);
      expect(financialStatusOf(paid, refunded)).to.equal(financial);
    });
  }

  const two = [
    { name: "old", captured: 700, refunded: 100 },
    { name: "none", captured: 0, refunded: 0 },
    { name: "new", captured: 300, refunded: 50 },
  ];
  const split = (amount?: number) => splitRefund(two, amount).map(({ payment, amount }) => [payment.name, amount]);

  it("refund the newest payment first", () => {
    expect(split(200)).to.deep.equal([["new", 200]]);
    expect(split(251)).to.deep.equal([
      ["new", 250],
      ["old", 1],
    ]);
    expect(split()).to.deep.equal([
      ["new", 250],
      ["old", 600],
    ]);
  });

  it("refuse a refund above the remainder or without one", () => {
    expect(() => split(851))
      .to.throw()
      .with.property("type", "refund_exceeds_paid");
    const none = [{ captured: 100, refunded: 100 }];
    for (const amount of [undefined, 1]) {
      expect(() => splitRefund(none, amount))
        .to.throw()
        .with.property("type", "nothing_to_refund");
    }
  });

  it("request the missing part of a refund from payments without a part of it", () => {
    const payments = two.map(({ name: public_id, ...payment }) => ({ public_id, ...payment }));
    const missing = (refunded: [string, number][], amount?: number) =>
      missingOf(
        payments,
        refunded.map(([payment_id, amount]) => ({ payment_id, amount })),
        amount,
      ).map(({ payment, amount }) => [payment.public_id, amount]);
    expect(missing([], 260)).to.deep.equal([
      ["new", 250],
      ["old", 10],
    ]);
    expect(missing([["old", 10]], 260)).to.deep.equal([["new", 250]]);
    expect(missing([["new", 250]], 260)).to.deep.equal([["old", 10]]);
    expect(missing([["new", 50]])).to.deep.equal([["old", 600]]);
    expect(missing([["new", 50]], 50)).to.deep.equal([]);
    expect(missing([["new", 50]], 40)).to.deep.equal([]);
    const both: [string, number][] = [
      ["new", 50],
      ["old", 100],
    ];
    expect(missing(both)).to.deep.equal([]);
    expect(() => missing(both, 151))
      .to.throw()
      .with.property("type", "nothing_to_refund");
    expect(() => missing([["new", 50]], 651))
      .to.throw()
      .with.property("type", "refund_exceeds_paid");
  });

  it("sum up authorized, captured, refunded and refundable amounts", () => {
    const payment = { id: "", order_id: "", provider: "sandbox" as const, method: "card", currency: "USD" };
    const rest = {
      disputed: 0,
      next_action: null,
      provider_reference: null,
      error: null,
      created_at: 0,
      updated_at: 0,
    };
    const money = moneyOf(
      [
        { ...payment, ...rest, status: "authorized", amount: 500, captured: 0, refunded: 0 },
        { ...payment, ...rest, status: "captured", amount: 900, captured: 700, refunded: 200 },
      ],
      [],
    );
    expect(money).to.include({ authorized: 500, captured: 700, refunded: 200, refundable: 500 });
  });
});
