import { expect } from "chai";
import { inBatches } from "../events/batches.ts";

describe("inBatches", () => {
  let batches: number[][];
  beforeEach(() => {
    batches = [];
  });

  const process = async (items: number[]) => {
    batches.push(items);
  };
  const processOne = (item: number) => process([item]);
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

  it("processes the first item alone and the items that arrive meanwhile together", async () => {
    const add = inBatches(processOne, process);
    await Promise.all([1, 2, 3].map(add));
    expect(batches).to.deep.equal([[1], [2, 3]]);
  });

  it("collects items for the given delay", async () => {
    const add = inBatches(processOne, process, { batchWindowMs: 30 });
    await Promise.all([1, 2, 3].map(add));
    expect(batches).to.deep.equal([[1, 2, 3]]);
    await add(4);
    expect(batches).to.deep.equal([[1, 2, 3], [4]]);
  });

  it("processes a full batch at once", async () => {
    const add = inBatches(processOne, process, { batchWindowMs: 60_000 });
    await Promise.all(numbers(16).map(add));
    expect(batches).to.deep.equal([numbers(16)]);
  });

  it("processes at once what comes alone, and together what comes within the rest after it", async () => {
    const add = inBatches(processOne, process, { restMs: 30 });
    await add(1);
    await Promise.all([2, 3].map(add));
    expect(batches).to.deep.equal([[1], [2, 3]]);
    const resting = inBatches(processOne, process, { restMs: 60_000 });
    await resting(4);
    await Promise.all(numbers(8).map(resting));
    expect(batches.at(-1)).to.deep.equal(numbers(8));
  });

  it("processes items one by one when a batch fails", async () => {
    const processOdd = async (item: number) => {
      if (item % 2 === 0) throw new Error(`${item} is even.`);
    };
    const add = inBatches(processOdd, () => Promise.reject(new Error("Not together.")), { batchWindowMs: 10 });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(add));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected", "fulfilled", "rejected"]);
  });
});
