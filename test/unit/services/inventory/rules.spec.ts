import { expect } from "chai";
import fc from "fast-check";
import type { StockLine } from "../../../../services/contracts.ts";
import {
  effects,
  heldIn,
  type LedgerLine,
  movedIn,
  placeOf,
  sumLines,
} from "../../../../services/inventory/inventory.rules.ts";

const lines = fc.array(
  fc.record({ sku: fc.constantFrom("A", "B", "a", "Z1", "Ä"), quantity: fc.integer({ min: 1, max: 1_000 }) }),
);

describe("stock lines", () => {
  it("are summed per SKU in a fixed order without changing the total", () => {
    const assertSummed = (drawn: StockLine[]) => {
      const summed = sumLines(drawn);
      const skus = summed.map(({ sku }) => sku);
      expect(skus).to.deep.equal([...new Set(skus)].sort());
      expect(sumLines([...drawn].reverse())).to.deep.equal(summed);
      const total = (of: StockLine[]) => of.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(total(summed)).to.equal(total(drawn));
    };
    fc.assert(fc.property(lines, assertSummed));
  });

  it("use the stock of the requested location, otherwise the store's own", () => {
    const own = { sku: "A", location_id: "" };
    const there = { sku: "A", location_id: "loc_1" };
    expect(placeOf([own, there], "loc_1")).to.equal(there);
    expect(placeOf([own, there])).to.equal(own);
    expect(placeOf([own, there], "loc_2")).to.equal(own);
    expect(placeOf([there], "loc_2")).to.equal(undefined);
    expect(placeOf([there])).to.equal(undefined);
  });
});

describe("stock ledger of a reference", () => {
  const line = (type: LedgerLine["type"], sku: string, quantity: number, location_id = ""): LedgerLine => ({
    type,
    sku,
    quantity,
    location_id,
  });

  it("gives the quantities still reserved, by location", () => {
    const held = [line("reserve", "A", 3), line("reserve", "B", 1, "loc_1")];
    expect(heldIn(held)).to.deep.equal([
      { sku: "A", location_id: "", quantity: 3 },
      { sku: "B", location_id: "loc_1", quantity: 1 },
    ]);
    expect(heldIn([...held, line("release", "A", -3)])).to.have.length(1);
    expect(heldIn([...held, line("commit", "A", -3), line("commit", "B", -1, "loc_1")])).to.deep.equal([]);
    expect(heldIn([line("restore", "A", 3)])).to.deep.equal([]);
  });

  it("gives the moved quantities as positive numbers", () => {
    const ledger = [line("reserve", "A", 3), line("commit", "A", -2), line("commit", "A", -1, "loc_1")];
    expect(movedIn(ledger, "commit")).to.deep.equal([{ sku: "A", quantity: 3 }]);
    expect(movedIn(ledger, "release")).to.deep.equal([]);
  });

  it("defines the effect of each movement type", () => {
    for (const [type, { on_hand, reserved }] of Object.entries(effects))
      expect(on_hand + reserved, type).to.be.above(0);
    expect(effects.commit).to.deep.equal({ on_hand: 1, reserved: 1 });
  });
});
