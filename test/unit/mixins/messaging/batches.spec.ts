import { expect } from "chai";
import { inBatches } from "../../../../mixins/messaging/batches.ts";

describe("things that are dealt with together", () => {
  let batches: number[][];
  beforeEach(() => {
    batches = [];
  });

  const keep = async (items: number[]) => {
    batches.push(items);
  };
  const alone = (item: number) => keep([item]);
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

  it("are one that finds nothing going on, and all that come meanwhile", async () => {
    const deal = inBatches(alone, keep);
    await Promise.all([1, 2, 3].map(deal));
    expect(batches).to.deep.equal([[1], [2, 3]]);
  });

  it("wait for others where nobody waits for them", async () => {
    const deal = inBatches(alone, keep, 30);
    await Promise.all([1, 2, 3].map(deal));
    expect(batches).to.deep.equal([[1, 2, 3]]);
    await deal(4);
    expect(batches).to.deep.equal([[1, 2, 3], [4]]);
  });

  it("wait no longer once there are enough", async () => {
    const deal = inBatches(alone, keep, 60_000);
    await Promise.all(numbers(16).map(deal));
    expect(batches).to.deep.equal([numbers(16)]);
  });

  it("answer each for itself when they cannot be dealt with together", async () => {
    const odd = async (item: number) => {
      if (item % 2 === 0) throw new Error(`${item} is even.`);
    };
    const deal = inBatches(odd, () => Promise.reject(new Error("Not together.")), 10);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(deal));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected", "fulfilled", "rejected"]);
  });
});
