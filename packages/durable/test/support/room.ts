import { expect } from "chai";
import { DurableError } from "../../index.ts";
import { type BankWorkflow, transfer } from "./bank.ts";
import { abandonIn, type Runs, untilStateIn } from "./runs.ts";
import { until } from "./until.ts";

const unavailable = () => new DurableError({ type: "away", code: 503, message: "Nobody is there." });

/** Runs that cannot go on, or whose process cannot, stand in nobody's way. */
export function itLeavesRoom(runs: Runs): void {
  const { bank, key } = runs;

  it("leave room for others while many of them wait for one service", async () => {
    const blocked: string[] = [];
    for (let many = 0; many < 30; many++) blocked.push(await abandonIn(runs));
    let isDown = true;
    bank().before = (_name, { account }) => {
      if (account === "b" && isDown) throw unavailable();
    };
    bank().start(transfer);
    const other: BankWorkflow = { ...transfer, definition: async () => ({ moved: 0 }) };
    const all = "SELECT COUNT(*) AS found FROM workflow_runs WHERE taken_up > 0";
    await until(async () => Number((await bank().store.rows<{ found: number }>(all))[0]?.found) === 30);
    expect(await bank().start(other).transfer(key())).to.include({ replayed: false });
    isDown = false;
    for (const each of blocked) await untilStateIn(runs, each, "completed");
    expect(await bank().balance("b")).to.equal(150);
  });

  it("go on elsewhere while their own process can call nobody", async () => {
    const silence = Promise.withResolvers<void>();
    let isCut = false;
    bank().before = (_name, { account }) => {
      if (account !== "b" || isCut) return undefined;
      isCut = true;
      return silence.promise;
    };
    const mine = key();
    const outcome = bank()
      .start(transfer, {}, true, () => !isCut)
      .transfer(mine);
    await until(() => isCut);
    bank().start(transfer);
    await untilStateIn(runs, mine, "completed");
    // What was sent before arrives now.
    silence.resolve();
    expect((await outcome).result).to.deep.equal({ moved: 5 });
    expect([await bank().balance("a"), await bank().balance("b")]).to.deep.equal([-5, 5]);
  });
}
