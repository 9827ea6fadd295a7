import { expect } from "chai";
import { DurableError, eraseRuns, findById, findByKey, type RunState, unstickRun } from "../../index.ts";
import { assertJournal } from "../../workflows/journal.ts";
import { type Bank, type BankWorkflow, transfer } from "./bank.ts";
import { itLeavesRoom } from "./room.ts";
import { abandonIn, type Runs, stateIn, untilStateIn } from "./runs.ts";
import { itKeepsVersions } from "./versions.ts";
import { itWaits } from "./waiting.ts";

/** What holds of workflows on every store. */
export function describeWorkflows(engine: string, open: () => Promise<Bank>): void {
  describe(`workflows (${engine})`, () => {
    let bank: Bank;
    const key = () => `key-${Math.random()}`;
    beforeEach(async () => {
      bank = await open();
    });
    afterEach(() => bank.stop());

    const runs: Runs = { bank: () => bank, key };
    const stateOf = (of: string) => stateIn(runs, of);
    const untilState = (of: string, state: RunState) => untilStateIn(runs, of, state);
    const abandon = (flow?: BankWorkflow, at?: string) => abandonIn(runs, flow, at);
    itKeepsVersions(runs);
    itWaits(runs);
    itLeavesRoom(runs);

    it("complete once for each key, and replay the result", async () => {
      const { transfer: run } = bank.start(transfer);
      const mine = key();
      const outcomes = await Promise.all([run(mine), run(mine), run(mine)]);
      expect(outcomes.filter(({ replayed }) => !replayed)).to.have.length(1);
      expect(outcomes.map(({ result }) => result)).to.deep.equal(Array(3).fill({ moved: 5 }));
      expect([await bank.balance("a"), await bank.balance("b")]).to.deep.equal([-5, 5]);
    });

    it("write many runs together, and refuse none of them for another's sake", async () => {
      const { transfer: run } = bank.start(transfer, { stepTimeout: 10_000 });
      const keys = Array.from({ length: 40 }, key);
      await Promise.all([...keys, ...keys].map((each) => run(each)));
      expect([await bank.balance("a"), await bank.balance("b")]).to.deep.equal([-200, 200]);
      for (const each of keys) expect(await stateOf(each)).to.equal("completed");
    });

    it("compensate what was done when a step is refused before the point of no return", async () => {
      const refusing: BankWorkflow = {
        ...transfer,
        async definition(step, input) {
          const out = { account: input.from, amount: -input.amount };
          await step.call("bank.move", out, { action: "bank.moveBack", params: out });
          await step.read("bank.balance", { account: "refused" });
          return { moved: 0 };
        },
      };
      bank.before = (_name, { account }) => {
        if (account === "refused") throw new DurableError({ type: "refused", code: 409, message: "No." });
      };
      const mine = key();
      const { transfer: run } = bank.start(refusing);
      expect(await run(mine).catch(({ type }) => type)).to.equal("refused");
      expect(await bank.balance("a")).to.equal(0);
      expect(await stateOf(mine)).to.equal("failed");
    });

    it("keep a row for each later step when they are many, and none after the end", async () => {
      const long: BankWorkflow = {
        ...transfer,
        async definition(step, input) {
          for (let reads = 0; reads < 20; reads++) await step.read("bank.balance", { account: "a" });
          return transfer.definition(step, input);
        },
      };
      const mine = await abandon(long);
      const id = (await findByKey(bank.store, mine))?.id ?? "";
      const rows = await bank.store.rows("SELECT place FROM workflow_steps WHERE run_id = ?", [id]);
      expect(rows.length).to.be.greaterThan(0);
      bank.start(long);
      await untilState(mine, "completed");
      expect(await bank.store.rows("SELECT place FROM workflow_steps WHERE run_id = ?", [id])).to.deep.equal([]);
      const steps = (await findById(bank.store, id))?.steps.map(({ name, state, outcome }) => [name, state, outcome]);
      const names = [...Array(21).fill("bank.balance"), "bank.move", "bank.move"];
      expect(steps).to.deep.equal(names.map((name) => [name, "done", undefined]));
    });

    it("undo a planned step of a process that died, and leave it alone in the one that never asked for it", async () => {
      const planning: BankWorkflow = {
        ...transfer,
        async definition(step, input) {
          const out = { account: input.from, amount: -input.amount };
          const later = step.plan("bank.move", { action: "bank.moveBack", params: out });
          await step.call("bank.move", { account: "b", amount: 1 }, { action: "bank.moveBack", params: out });
          await later(out);
          return { moved: 1 };
        },
      };
      const mine = await abandon(planning);
      const refused = () => {
        throw new DurableError({ type: "refused", code: 409, message: "No." });
      };
      bank.before = (name, { account }) => (name === "bank.move" && account === "b" ? refused() : undefined);
      bank.calls.length = 0;
      expect(
        await bank
          .start(planning, { poll: 60_000 })
          .transfer(key())
          .catch(({ type }) => type),
      ).to.equal("refused");
      expect(bank.calls).to.deep.equal(["bank.move"]);
      bank.start(planning);
      await untilState(mine, "failed");
      expect(bank.calls.filter((name) => name === "bank.moveBack")).to.have.length(2);
      expect(await bank.balance("a")).to.equal(0);
    });

    it("end when they were begun with all steps in one row, as an earlier release wrote them", async () => {
      const mine = await abandon();
      const run = await findByKey(bank.store, mine);
      const sql = "UPDATE workflow_runs SET steps = ? WHERE public_id = ?";
      const old = run?.steps.map(({ seq: _seq, ...entry }) => entry);
      await bank.store.run(sql, [JSON.stringify(old), run?.id ?? ""]);
      await bank.store.run("DELETE FROM workflow_steps WHERE run_id = ?", [run?.id ?? ""]);
      bank.start(transfer);
      await untilState(mine, "completed");
      expect([await bank.balance("a"), await bank.balance("b")]).to.deep.equal([-5, 5]);
    });

    it("are stuck when they were taken up too often: they may be what their processes die of", async () => {
      const mine = await abandon();
      const run = await findByKey(bank.store, mine);
      await bank.store.run("UPDATE workflow_runs SET taken_up = 3 WHERE public_id = ?", [run?.id ?? ""]);
      bank.start(transfer, { maxTakeUps: 3 });
      await untilState(mine, "stuck");
      expect((await findByKey(bank.store, mine))?.error?.type).to.equal("workflow_taken_up_too_often");
      expect(await unstickRun(bank.store, run?.id ?? "")).to.equal(true);
      await untilState(mine, "completed");
    });

    it("refuse a journal of a newer version with what to do", async () => {
      await assertJournal(bank.store);
      await bank.store.run("INSERT INTO workflow_journal (version) VALUES (99)");
      const error = await assertJournal(bank.store).catch(String);
      expect(error).to.match(/version 99.*knows versions up to 2.*Start the build that wrote it, or a newer one/);
      await bank.store.run("DELETE FROM workflow_journal WHERE version = 99");
    });

    it("forget a person whose run is under way, also in steps that it writes afterwards", async () => {
      const personal: BankWorkflow = {
        ...transfer,
        definition: async (step, { from, amount }) => {
          const out = { account: from, amount, owner: "Ann" };
          await step.call("bank.move", out, { action: "bank.moveBack", params: out });
          await step.read("bank.balance", { account: "here" });
          await step.call("bank.move", { account: "c", amount }, { action: "bank.moveBack", params: out });
          await step.call("bank.move", { account: "b", amount });
          return { moved: 1 };
        },
      };
      bank.before = (name) =>
        name === "bank.balance"
          ? bank.store.transaction((tx) => eraseRuns(bank.store, tx, { owner_id: "a" }, (field) => field === "owner"))
          : undefined;
      const mine = key();
      let seen = "";
      const look = bank.before;
      bank.before = async (name, params) => {
        await look(name, params);
        if (params.account !== "b") return;
        const runs = await bank.store.rows("SELECT input, steps FROM workflow_runs");
        seen = JSON.stringify([runs, await bank.store.rows("SELECT data FROM workflow_steps")]);
      };
      await bank.start(personal).transfer(mine);
      expect(seen).to.include("bank.move").and.not.include("Ann");
    });
  });
}
