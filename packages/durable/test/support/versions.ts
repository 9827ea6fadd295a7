import { expect } from "chai";
import { findByKey, listRuns, unstickRun } from "../../index.ts";
import { type BankWorkflow, transfer } from "./bank.ts";
import { abandonIn, type Runs, untilStateIn } from "./runs.ts";
import { until } from "./until.ts";

const second: BankWorkflow = {
  ...transfer,
  version: 2,
  async definition(step, { from, to, amount }) {
    await step.read("bank.balance", { account: from });
    if (step.patched(2)) await step.read("bank.balance", { account: to });
    const out = { account: from, amount: -amount };
    await step.call("bank.move", out, { action: "bank.moveBack", params: out });
    await step.pointOfNoReturn();
    await step.call("bank.move", { account: to, amount });
    return { moved: amount };
  },
};

const changed: BankWorkflow = {
  ...transfer,
  definition: async (step, { to, amount }) => {
    await step.call("bank.move", { account: to, amount });
    return { moved: amount };
  },
};
const shorter: BankWorkflow = {
  ...transfer,
  definition: async (step, { from }) => {
    await step.read("bank.balance", { account: from });
    return { moved: 0 };
  },
};

/** What holds of runs whose code has changed since they began. */
export function itKeepsVersions(runs: Runs): void {
  it("end after a deploy as they began, while new ones take the new steps", async () => {
    const mine = await abandonIn(runs);
    const { transfer: run } = runs.bank().start(second);
    await untilStateIn(runs, mine, "completed");
    const before = runs.bank().calls.length;
    await run(runs.key());
    expect(
      runs
        .bank()
        .calls.slice(before)
        .filter((name) => name === "bank.balance"),
    ).to.have.length(2);
    expect([await runs.bank().balance("a"), await runs.bank().balance("b")]).to.deep.equal([-10, 10]);
  });

  it("wait for the newer code that they began with, and are not touched by the older", async () => {
    const mine = await abandonIn(runs, second);
    const older = runs.bank().start(transfer, { lease: 20 });
    await until(async () => ((await findByKey(runs.bank().store, mine))?.unfit_since ?? 0) > 0);
    await older.stop();
    runs.bank().start(second);
    await untilStateIn(runs, mine, "completed");
    expect(await runs.bank().balance("b")).to.equal(5);
  });

  for (const [what, flow, reason] of [
    ["recorded steps fit no code any more", changed, "workflow_changed"],
    ["recorded steps are not asked for any more", shorter, "workflow_changed"],
    ["workflow is unknown", undefined, "workflow_unknown"],
  ] as const) {
    it(`are stuck with the reason when their ${what}, and go on with code that fits`, async () => {
      const mine = await abandonIn(runs);
      const wrong = runs.bank().start(flow, { unfitTimeout: 50, lease: 20 });
      await untilStateIn(runs, mine, "stuck");
      await wrong.stop();
      const [stuck] = await listRuns(runs.bank().store, "stuck", 10);
      expect(stuck?.run_key).to.equal(mine);
      expect(stuck?.error?.type).to.equal(reason);
      runs.bank().start(transfer);
      expect(await unstickRun(runs.bank().store, stuck?.id ?? "")).to.equal(true);
      await untilStateIn(runs, mine, "completed");
      expect([await runs.bank().balance("a"), await runs.bank().balance("b")]).to.deep.equal([-5, 5]);
    });
  }
}
