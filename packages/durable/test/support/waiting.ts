import { expect } from "chai";
import { findByKey, signalRuns } from "../../index.ts";
import { type BankWorkflow, transfer } from "./bank.ts";
import { type Runs, stateIn, untilStateIn } from "./runs.ts";
import { until } from "./until.ts";

/** A transfer whose second move waits until it is approved; the topic is its key. */
const approved = (forMs: number): BankWorkflow => ({
  ...transfer,
  async definition(step, { idempotency_key: topic, from, to, amount }) {
    await step.call("bank.move", { account: from, amount: -amount });
    const deadline = await step.after(forMs);
    await step.reply({ moved: 0 });
    const answer = await step.signal(topic, deadline);
    await step.call("bank.move", { account: answer === undefined ? from : to, amount });
    return { moved: amount };
  },
});

const hour = 3_600_000;

/** What holds of runs that wait. */
export function itWaits(runs: Runs): void {
  const { key } = runs;
  const signal = (topic: string, id = "1") => {
    const { store } = runs.bank();
    return store.transaction((tx) => signalRuns(store, tx, { topic, id, payload: { by: "boss" } }));
  };
  const balances = async () => [await runs.bank().balance("a"), await runs.bank().balance("b")];

  it("answer and wait in a row of the journal, through a restart, until a signal comes; twice it counts once", async () => {
    const mine = key();
    const first = runs.bank().start(approved(hour));
    expect((await first.transfer(mine)).result).to.deep.equal({ moved: 0 });
    await untilStateIn(runs, mine, "waiting");
    await first.stop();
    const second = runs.bank().start(approved(hour));
    expect(await second.transfer(mine)).to.deep.equal({ result: { moved: 0 }, replayed: true });
    await Promise.all([signal(mine), signal(mine)]);
    await signal(mine, "late");
    await untilStateIn(runs, mine, "completed");
    expect(await balances()).to.deep.equal([-5, 5]);
    expect((await findByKey(runs.bank().store, mine))?.result).to.deep.equal({ moved: 0 });
  });

  it("find a signal that came before they waited, and go on at their time when none comes", async () => {
    const early = key();
    await signal(early);
    const { transfer: run } = runs.bank().start(approved(200));
    await run(early);
    await untilStateIn(runs, early, "completed");
    expect(await balances()).to.deep.equal([-5, 5]);
    const alone = key();
    await run(alone);
    await untilStateIn(runs, alone, "completed");
    expect(await balances()).to.deep.equal([-5, 5]);
  });

  it("miss no signal that comes while they begin to wait", async () => {
    const topics = Array.from({ length: 20 }, key);
    const { transfer: run } = runs.bank().start(approved(hour), { stepTimeout: 10_000 });
    await Promise.all(topics.map((topic) => Promise.all([run(topic), signal(topic)])));
    await until(async () => {
      const states = await Promise.all(topics.map((topic) => stateIn(runs, topic)));
      return states.every((state) => state === "completed");
    });
    expect(await balances()).to.deep.equal([-100, 100]);
  });
}
