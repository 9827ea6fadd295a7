import "../../../support/data-dir.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import { UnavailableError } from "../../../../mixins/actions/errors.ts";
import type { Database } from "../../../../mixins/db/database.ts";
import { transaction } from "../../../../mixins/db/transaction.ts";
import {
  claimRun,
  eraseRuns,
  findByKey,
  removeEnded,
  unstickRun,
} from "../../../../services/orchestra/store/journal.ts";
import { until } from "../../../support/until.ts";
import { effectsOf, faults, hooks, slowness, untilAllCame } from "../../../support/workflows/deeds.ts";
import type { Line } from "../../../support/workflows/definition.ts";
import { type Instance, openEngines, runIn, type TestEngines } from "../../../support/workflows/engines.ts";
import { startChild } from "../../../support/workflows/processes.ts";

const look: Line = { tell: "look", name: "look" };
const make = (name: string, undo = true): Line => ({ tell: "make", name, undo });
const definition: Line[] = [look, make("1"), make("2"), { tell: "noReturn" }, make("3", false), make("4", false)];
const made = ["made 1", "made 2", "made 3", "made 4"];

describe("instances that run workflows", () => {
  let engines: TestEngines;
  let label: string;
  let key: string;

  beforeEach(async () => {
    engines = await openEngines();
    label = `${ulid()}/`;
    key = label;
    slowness.lateMs = 30;
  });
  afterEach(async () => {
    hooks.done = () => undefined;
    await engines.stop();
  });

  const tell = (instance: Instance, lines = definition, customer_id?: string): Promise<string> =>
    instance.retry(key, label, lines, customer_id).then(
      ({ replayed }) => (replayed ? "replayed" : "result"),
      ({ code, type }) => `${code} ${type}`,
    );

  async function effects(): Promise<string[]> {
    await untilAllCame();
    return (await effectsOf(engines.deeds, label)).map(({ what, subject }) => `${what} ${subject.slice(label.length)}`);
  }

  async function runs(): Promise<{ state: string; attempts: number }[]> {
    return engines.journal.rows("SELECT state, attempts FROM workflow_runs WHERE subject = ?", [label]);
  }

  /** Resolves when a step has had its effect. */
  const whenDone = (name: string) =>
    new Promise<void>((resolve) => {
      hooks.done = (subject) => (subject === `${label}${name}` ? resolve() : undefined);
    });

  /** Begins a run in an instance that dies in the middle of it. */
  async function abandon(name: string): Promise<void> {
    const first = engines.start({ look: 60_000 });
    first.dyingAt.set(`${label}${name}`, "during");
    void tell(first);
    await first.died.promise;
  }

  it("race for a run whose instance died, and one gets it", async () => {
    await abandon("2");
    const others = Array.from({ length: 4 }, () => engines.start());
    await until(() => runIn(engines.journal, key, "completed"));
    expect(await runs()).to.deep.equal([{ state: "completed", attempts: 2 }]);
    expect(await effects()).to.deep.equal(made);
    expect(await tell(others[0] as Instance)).to.equal("replayed");
  });

  it("go on with a run for whoever asks for it, before they look themselves", async () => {
    await abandon("2");
    expect(await tell(engines.start({ look: 60_000, stepTimeout: 10_000 }))).to.equal("replayed");
    expect(await effects()).to.deep.equal(made);
  });

  it("do not take a run for theirs that another got while they learnt of it", async () => {
    await abandon("2");
    const run = await findByKey(engines.journal, key);
    const id = run?.id ?? "";
    await until(() => Date.now() > (run?.lease_until ?? 0));
    const slow = Object.create(engines.journal, {
      row: {
        value: async (sql: string, values: string[]) => {
          if (sql.startsWith("SELECT *")) await until(() => claimRun(engines.journal, id, "fast", 60_000));
          return engines.journal.row(sql, values);
        },
      },
      run: { value: (sql: string, values: string[]) => engines.journal.run(sql, values) },
    }) as Database;
    expect(await claimRun(slow, id, "slow", 1)).to.equal(undefined);
    expect(await findByKey(engines.journal, key)).to.include({ lease_owner: "fast", attempts: 3 });
    await engines.journal.run("DELETE FROM workflow_runs WHERE public_id = ?", [id]);
  });

  for (const [name, ends] of [
    ["1", "completed"],
    ["2", "failed"],
    ["3", "completed"],
  ] as const) {
    it(`lose a run while they are paused at ${name}, and do nothing to it when they wake: ${ends}`, async () => {
      const lines: Line[] =
        ends === "failed" ? [...definition.slice(0, 3), { tell: "look", name: "last" }] : definition;
      if (ends === "failed") faults.set(`${label}last`, ["refuse"]);
      const paused = engines.start({ look: 60_000 });
      const done = whenDone(name);
      const told = tell(paused, lines);
      await done;
      const wake = paused.pause();
      engines.start();
      await until(() => runIn(engines.journal, key, ends));
      const [before] = await runs();
      wake();
      expect(await told).to.equal(ends === "failed" ? "409 deed_refused" : "result");
      expect(await runs()).to.deep.equal([before]);
      expect(before?.attempts).to.equal(2);
      const undone = ["made 1", "made 2", "unmade 2", "unmade 1"];
      expect(await effects()).to.deep.equal(ends === "failed" ? undone : made);
    });
  }

  it("take over their own run when they were paused for too long, and lose nothing by it", async () => {
    const only = engines.start();
    const done = whenDone("2");
    const told = tell(only);
    await done;
    const wake = only.pause();
    const run = await findByKey(engines.journal, key);
    await until(() => Date.now() > (run?.lease_until ?? 0) + 50);
    wake();
    expect(await told).to.equal("result");
    expect((await runs()).map(({ state }) => state)).to.deep.equal(["completed"]);
    expect(await effects()).to.deep.equal(made);
  });

  it("make one run of a key that comes to two at once, and of another request under it none", async () => {
    const [one, two] = [engines.start(), engines.start()];
    const told = await Promise.all([tell(one), tell(two), tell(one), tell(two)]);
    expect(told.sort()).to.deep.equal(["replayed", "replayed", "replayed", "result"]);
    expect(await runs()).to.have.length(1);
    expect(await effects()).to.deep.equal(made);
    expect(await tell(two, definition.slice(0, 2))).to.equal("422 idempotency_key_reused");
    expect(await tell(two, [look])).to.equal("422 idempotency_key_reused");
    expect(await effects()).to.deep.equal(made);
  });

  it("do nothing while the journal is away at the start", async () => {
    const instance = engines.start();
    instance.journalAway = new UnavailableError("database");
    expect(await tell(instance)).to.equal("503 service_unavailable");
    expect(await effects()).to.deep.equal([]);
    instance.journalAway = undefined;
    expect(await tell(instance)).to.equal("result");
  });

  for (const name of ["1", "2", "3", "4"]) {
    it(`end a run right when the journal goes away after ${name}, for longer than anybody waits`, async () => {
      const instance = engines.start({ stepTimeout: 60 });
      hooks.done = (subject) => {
        if (subject === `${label}${name}`) instance.journalAway = new UnavailableError("database");
      };
      const told = tell(instance);
      await until(() => instance.journalAway);
      // Behind the point of no return it waits for the journal, before it somebody else may go on.
      const stepTimeout = new Promise<string>((resolve) => setTimeout(() => resolve("waits"), 1_500));
      expect(await Promise.race([told, stepTimeout])).to.be.oneOf(["503 service_unavailable", "waits"]);
      hooks.done = () => undefined;
      instance.journalAway = undefined;
      await until(async () => (await runs()).every(({ state }) => state !== "running" && state !== "undoing"));
      expect((await runs()).map(({ state }) => state)).to.deep.equal(["completed"]);
      expect(await tell(instance)).to.equal("replayed");
      expect(await effects()).to.deep.equal(made);
    });
  }

  it("keep of an ended run only what its caller was told", async () => {
    const instance = engines.start();
    expect(await tell(instance)).to.equal("result");
    const run = await findByKey(engines.journal, key);
    expect(run).to.deep.include({ state: "completed", input: null, error: null });
    expect(run?.steps.map((step) => Object.keys(step).sort())).to.deep.equal(
      Array.from({ length: 5 }, () => ["id", "name", "state"]),
    );
  });

  it("answer that it was erased where the result belonged to somebody who is", async () => {
    const instance = engines.start();
    expect(await tell(instance, definition, "cust_1")).to.equal("result");
    await transaction(engines.journal, (tx) => eraseRuns(engines.journal, tx, 1, "cust_1"));
    expect(await tell(instance, definition)).to.equal("422 idempotency_key_reused");
    expect(await tell(instance, definition, "cust_1")).to.equal("410 erased");
  });

  it("let a run that is stuck go on when its cause is mended, and not before", async () => {
    const instance = engines.start();
    faults.set(`${label}3`, ["refuse"]);
    expect(await tell(instance)).to.equal("409 deed_refused");
    const stuck = await runIn(engines.journal, key, "stuck");
    expect(stuck?.error).to.include({ type: "deed_refused" });
    const id = stuck?.id ?? "";
    expect(await unstickRun(engines.journal, id)).to.equal(true);
    await until(async () => (await findByKey(engines.journal, key))?.attempts === 2);
    await until(() => runIn(engines.journal, key, "stuck"));
    faults.clear();
    expect(await unstickRun(engines.journal, id)).to.equal(true);
    await until(() => runIn(engines.journal, key, "completed"));
    expect(await effects()).to.deep.equal(made);
    expect(await findByKey(engines.journal, key)).to.include({ error: null });
    expect(await unstickRun(engines.journal, id)).to.equal(false);
    expect(await tell(instance)).to.equal("replayed");
  });

  it("say so when something cannot be taken back, and take it back when it can", async () => {
    const instance = engines.start();
    const lines: Line[] = [...definition.slice(0, 3), { tell: "look", name: "last" }];
    faults.set(`${label}last`, ["refuse"]);
    faults.set(`${label}1/undo`, ["refuse"]);
    expect(await tell(instance, lines)).to.equal("409 deed_refused");
    const stuck = await runIn(engines.journal, key, "stuck");
    expect(await effects()).to.deep.equal(["made 1", "made 2", "unmade 2"]);
    faults.delete(`${label}1/undo`);
    expect(await unstickRun(engines.journal, stuck?.id ?? "")).to.equal(true);
    await until(() => runIn(engines.journal, key, "failed"));
    expect(await effects()).to.deep.equal(["made 1", "made 2", "unmade 2", "unmade 1"]);
    expect(await tell(instance, lines)).to.equal("409 deed_refused");
  });

  it("stop a branch where it is when another was refused, before anything is taken back", async () => {
    const instance = engines.start();
    const lines: Line[] = [
      {
        tell: "beside",
        branches: [
          [make("a1"), make("a2"), make("a3"), make("a4")],
          [make("b1"), look],
        ],
      },
    ];
    faults.set(`${label}look`, ["refuse"]);
    faults.set(`${label}a2`, ["away", "away", "none"]);
    expect(await tell(instance, lines)).to.equal("409 deed_refused");
    const all = await effects();
    const count = (what: string) => all.filter((effect) => effect.startsWith(what)).length;
    expect(count("unmade")).to.equal(count("made"));
    expect(all.findLastIndex((effect) => effect.startsWith("made"))).to.be.below(
      all.findIndex((effect) => effect.startsWith("unmade")),
    );
  });

  it("remove runs that ended long ago, and none that is stuck", async () => {
    const instance = engines.start();
    expect(await tell(instance)).to.equal("result");
    label = `${ulid()}/`;
    faults.set(`${label}3`, ["refuse"]);
    const [old, stuck] = [key, label];
    key = label;
    await tell(instance);
    await removeEnded(engines.journal, Date.now() - 60_000);
    expect(await findByKey(engines.journal, old)).to.be.an("object");
    engines.start({ clean: 10, keep: 0 });
    await until(async () => (await findByKey(engines.journal, old)) === undefined);
    expect(await findByKey(engines.journal, stuck)).to.include({ state: "stuck" });
  });

  it("hand a run over at once when they are told to end", async function () {
    this.timeout(60_000);
    const child = startChild(JSON.stringify(definition), `${label}:2:3`);
    await child.said("halted");
    expect(await child.tell()).to.equal(0);
    // Its lease would have lasted for a minute.
    const run = await findByKey(engines.journal, key);
    expect(run).to.include({ state: "running", lease_until: 0 });
    engines.start();
    await until(() => runIn(engines.journal, key, "completed"));
    expect(await effects()).to.deep.equal(made);
  });
});
