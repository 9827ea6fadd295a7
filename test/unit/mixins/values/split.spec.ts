import { expect } from "chai";
import fc from "fast-check";
import { splitAmount } from "../../../../mixins/values/split.ts";

describe("an amount that is split", () => {
  it("goes to the largest remainders, the first of equal ones", () => {
    expect(splitAmount(100, [1, 1, 1])).to.deep.equal([34, 33, 33]);
    expect(splitAmount(10, [50, 30, 21])).to.deep.equal([5, 3, 2]);
    expect(splitAmount(7, [0, 0])).to.deep.equal([7, 0]);
    expect(splitAmount(0, [])).to.deep.equal([]);
  });

  it("adds up, with no part a unit or more away from its exact share", () => {
    const weights = fc
      .array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 20 })
      .filter((all) => all.some((each) => each > 0));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), weights, (amount, shares) => {
        const parts = splitAmount(amount, shares);
        const whole = shares.reduce((sum, share) => sum + share, 0);
        expect(parts.reduce((sum, part) => sum + part, 0)).to.equal(amount);
        for (const [index, part] of parts.entries()) {
          const exact = BigInt(amount) * BigInt(shares[index] ?? 0);
          const off = BigInt(part) * BigInt(whole) - exact;
          expect(off > -BigInt(whole) && off < BigInt(whole)).to.equal(true);
        }
      }),
    );
  });
});
