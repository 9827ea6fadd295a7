import { expect } from "chai";
import fc from "fast-check";
import { assertAmounts, minorUnits, money } from "../../../../services/api/formats.ts";
import { noStore } from "../../../../services/api/http/no-store.ts";

describe("request amounts", () => {
  const storeOf = (currency: string, currency_decimals: number) => ({ ...noStore, currency, currency_decimals });
  const stores = [storeOf("JPY", 0), storeOf("USD", 2), storeOf("KWD", 3)];
  const refusedPaths = (amount: number, store: typeof noStore): string[] => {
    try {
      assertAmounts({ "items.0.price": amount, tip: undefined, note: null }, store);
      return [];
    } catch (error) {
      return (error as { data: { details: { path: string }[] } }).data.details.map(({ path }) => path);
    }
  };

  it("are accepted when they are whole minor units, despite float rounding", () => {
    for (const store of stores) {
      const minor = fc.integer({ min: 0, max: 1_000_000_000_000 });
      fc.assert(
        fc.property(minor, (units) => {
          const amount = money(units, store);
          expect(refusedPaths(amount, store)).to.deep.equal([]);
          expect(minorUnits(amount, store)).to.equal(units);
        }),
      );
    }
    for (const amount of [0.1, 1.1, 66.17, 4.35, 1_000_000_000_000])
      expect(refusedPaths(amount, storeOf("USD", 2)), String(amount)).to.deep.equal([]);
  });

  it("are refused by field when finer than the currency", () => {
    const cases: [number, typeof noStore][] = [
      [0.5, storeOf("JPY", 0)],
      [66.175, storeOf("USD", 2)],
      [0.001, storeOf("USD", 2)],
      [1e-9, storeOf("USD", 2)],
      [1.0005, storeOf("KWD", 3)],
      [0.1 + 0.2, storeOf("USD", 2)],
    ];
    for (const [amount, store] of cases)
      expect(refusedPaths(amount, store), String(amount)).to.deep.equal(["items.0.price"]);
  });
});
