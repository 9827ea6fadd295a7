import { expect } from "chai";
import fc from "fast-check";
import type { RefundLine } from "../../../../services/contracts.ts";
import { cut, goodsIn, leftAfter, ofPieces, spread, sumOf } from "../../../../services/payments/refund-lines.rules.ts";

const ledger = [
  { line: "a", quantity: 3, amount: 100 },
  { line: "b", quantity: 1, amount: 50 },
  { line: "tip", quantity: 1, amount: 10 },
];
const of = (lines: RefundLine[]) => ({ amount: sumOf(lines), lines });

describe("the lines of a refund", () => {
  it("of pieces add up to what the line costs, whatever was given back of it before", () => {
    const one = ofPieces(leftAfter(ledger, []), [{ line: "a", quantity: 1 }]);
    expect(one).to.deep.equal([{ line: "a", quantity: 1, amount: 33 }]);
    const ten = spread(leftAfter(ledger, [of(one)]), 127);
    expect(sumOf(ten)).to.equal(127);
    const rest = ofPieces(leftAfter(ledger, [of(one)]), [{ line: "a", quantity: 2 }]);
    expect(rest).to.deep.equal([{ line: "a", quantity: 2, amount: 67 }]);
  });

  it("refuse other lines and more pieces than are left, unless they are capped", () => {
    const left = leftAfter(ledger, [of([{ line: "a", quantity: 2, amount: 67 }])]);
    expect(() => ofPieces(left, [{ line: "z", quantity: 1 }]))
      .to.throw()
      .with.property("type", "refund_item_unknown");
    const tooMany = () =>
      ofPieces(left, [
        { line: "b", quantity: 1 },
        { line: "a", quantity: 2 },
      ]);
    expect(tooMany).to.throw().with.property("type", "refund_exceeds_paid");
    expect(tooMany).to.throw().with.nested.property("data.details[0].path", "items.1.quantity");
    expect(ofPieces(left, [{ line: "a", quantity: 2 }], true)).to.deep.equal([{ line: "a", quantity: 1, amount: 33 }]);
  });

  it("of an amount are in proportion, and what no line has left is for nothing in particular", () => {
    expect(spread(leftAfter(ledger, []), 16)).to.deep.equal([
      { line: "a", quantity: null, amount: 10 },
      { line: "b", quantity: null, amount: 5 },
      { line: "tip", quantity: null, amount: 1 },
    ]);
    expect(spread(leftAfter(ledger, [{ amount: 160, lines: null }]), 5)).to.deep.equal([
      { line: "other", quantity: null, amount: 5 },
    ]);
    expect(goodsIn(ledger)).to.equal(150);
  });

  it("are cut at an amount, the pieces with the first part", () => {
    expect(cut([{ line: "a", quantity: 3, amount: 100 }], 40)).to.deep.equal([
      [{ line: "a", quantity: 3, amount: 40 }],
      [{ line: "a", quantity: null, amount: 60 }],
    ]);
  });

  it("add up to exactly what was paid over any sequence of refunds, each line's to that line", () => {
    const lines = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), amount: fc.nat(100_000) }), {
      minLength: 1,
      maxLength: 20,
    });
    const acts = fc.array(
      fc.record({
        at: fc.nat(30),
        quantity: fc.integer({ min: 1, max: 9 }),
        share: fc.nat(100),
        byAmount: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(lines, acts, (drawn, sequence) => {
        const paid = drawn.map((line, index) => ({ ...line, line: `oit_${index}` }));
        const refunds: { amount: number; lines: RefundLine[] }[] = [];
        for (const { at, quantity, share, byAmount } of sequence) {
          const left = leftAfter(paid, refunds);
          const free = left.reduce((sum, each) => sum + each.amountLeft, 0);
          const want = { line: `oit_${at % paid.length}`, quantity };
          refunds.push(of(byAmount ? spread(left, Math.floor((free * share) / 100)) : ofPieces(left, [want], true)));
        }
        refunds.push(
          of(
            spread(
              leftAfter(paid, refunds),
              sumOf(leftAfter(paid, refunds).map(({ amountLeft: amount }) => ({ amount }))),
            ),
          ),
        );
        const given = refunds.flatMap((refund) => refund.lines);
        for (const { line, amount } of paid) expect(sumOf(given.filter((each) => each.line === line))).to.equal(amount);
        expect(sumOf(given)).to.equal(sumOf(paid));
      }),
    );
  });
});
