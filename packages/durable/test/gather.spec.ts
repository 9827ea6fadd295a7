import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { Gathering } from "../work/gather.ts";
import { until } from "./support/until.ts";

describe("a group of calls", () => {
  let gathering: Gathering;
  let waiting: number;
  let begun: number[];
  beforeEach(() => {
    gathering = new Gathering();
    waiting = 1;
    begun = [];
    gathering.gather(
      () => waiting,
      () => begun.push(waiting),
    );
  });

  const beginsAfter = (last: number) => {
    gathering.note(last);
    begun = [];
    waiting = 1;
    gathering.gather(
      () => waiting,
      () => begun.push(waiting),
    );
  };

  it("begins in the next turn where the last one had no company", async () => {
    await turn();
    expect(begun).to.deep.equal([1]);
  });

  it("begins as soon as as many have come as were there the last time", async () => {
    await turn();
    beginsAfter(3);
    await turn();
    expect(begun).to.deep.equal([]);
    waiting = 3;
    await until(() => begun.length > 0);
    expect(begun).to.deep.equal([3]);
  });

  it("begins without those that do not come", async () => {
    await turn();
    beginsAfter(3);
    await until(() => begun.length > 0);
    expect(begun).to.deep.equal([1]);
  });

  it("begins while one after the other comes, but never as many as the last time", async () => {
    await turn();
    beginsAfter(1_000);
    const coming = setInterval(() => waiting++, 0);
    await until(() => begun.length > 0, 2_000).finally(() => clearInterval(coming));
    expect(begun).to.have.length(1);
  });
});
