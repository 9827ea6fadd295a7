import type { Store } from "@seller-orchestra/durable";
import { claimRun, eraseRuns, findByKey, removeEnded, unstickRun } from "@seller-orchestra/durable";
import { expect } from "chai";
import { ulid } from "ulid";
import { UnavailableError } from "../../../../mixins/actions/errors.ts";
import { transaction } from "../../../../mixins/db/transaction.ts";
import { until } from "../../../support/until.ts";
import type { Line } from "../../../support/workflows/definition.ts";
import {
  type Instance,
  openEngines,
  runIn,
  shortTiming,
  type TestEngines,
} from "../../../support/workflows/engines.ts";
import { startChild } from "../../../support/workflows/processes.ts";
import { effectsOf, type Fault, faults, hooks, slowness, untilAllCame } from "../../../support/workflows/targets.ts";

const look: Line = { kind: "look", name: "look" };
const make = (name: string, undo = true): Line => ({ kind: "make", name, undo });
const definition: Line[] = [look, make("1"), make("2"), { kind: "noReturn" }, make("3", false), make("4", false)];
const made = ["made 1", "made 2", "made 3", "made 4"];

describe("workflow instances", () => {
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

  const execute = (instance: Instance, lines = definition, customer_id?: string): Promise<string> =>
    instance.retry(key, label, lines, customer_id).then(
      ({ replayed }) => (replayed ? "replayed" : "result"),
      ({ code, type }) => `${code} ${type}`,
    );

  async function effects(): Promise<string[]> {
    await untilAllCame();
    return (await effectsOf(engines.targets, label)).map(
      ({ what, subject }) => `${what} ${subject.slice(label.length)}`,
    );
  }

  async function runs(): Promise<{ state: string; attempts: number }[]> {
    return engines.journal.rows("SELECT state, attempts FROM workflow_runs WHERE subject = ?", [label]);
  }

  /** Resolves when the step's effect has been applied. */
  const whenDone = (name: string) =>
    new Promise<void>((resolve) => {
      hooks.done = (subject) => (subject === `${label}${name}` ? resolve() : undefined);
    });

  /** Starts a run in an instance that fails in the middle of it. */
  async function abandon(name: string): Promise<void> {
    const first = engines.start({ poll: 60_000 });
    first.dyingAt.set(`${label}${name}`, "during");
    void execute(first);
    await first.died.promise;
  }

  it("compete for a run of a failed instance, and one claims it", async () => {
    await abandon("2");
    const others = Array.from({ length: 4 }, () => engines.start());
    await until(() => runIn(engines.store, key, "completed"));
    expect(await runs()).to.deep.equal([{ state: "completed", attempts: 2 }]);
    expect(await effects()).to.deep.equal(made);
    expect(await execute(others[0] as Instance)).to.equal("replayed");
  });

  it("resume a run on request before their own poll finds it", async () => {
    await abandon("2");
    expect(await execute(engines.start({ poll: 60_000, stepTimeout: 10_000 }))).to.equal("replayed");
    expect(await effects()).to.deep.equal(made);
  });

  it("do not claim a run that another instance claimed in the meantime", async () => {
    await abandon("2");
    const run = await findByKey(engines.store, key);
    const id = run?.id ?? "";
    await until(() => Date.now() > (run?.lease_until ?? 0));
    const slow = Object.create(engines.store, {
      rows: {
        value: async (sql: string, values: string[]) => {
          if (sql.startsWith("SELECT * FROM workflow_runs"))
            await until(() => claimRun(engines.store, id, "fast", 60_000));
          return engines.store.rows(sql, values);
        },
      },
    }) as Store;
    expect(await claimRun(slow, id, "slow", 1)).to.equal(undefined);
    expect(await findByKey(engines.store, key)).to.include({ lease_owner: "fast", attempts: 3 });
    await engines.journal.run("DELETE FROM workflow_runs WHERE public_id = ?", [id]);
  });

  for (const [name, ends] of [
    ["1", "completed"],
    ["2", "failed"],
    ["3", "completed"],
  ] as const) {
    it(`lose a run while paused after step ${name} and leave it unchanged when resumed: ${ends}`, async () => {
      const lines: Line[] =
        ends === "failed" ? [...definition.slice(0, 3), { kind: "look", name: "last" }] : definition;
      if (ends === "failed") faults.set(`${label}last`, ["refuse"]);
      const paused = engines.start({ poll: 60_000 });
      const done = whenDone(name);
      const outcome = execute(paused, lines);
      await done;
      const resume = paused.pause();
      engines.start();
      await until(() => runIn(engines.store, key, ends));
      const [before] = await runs();
      resume();
      expect(await outcome).to.equal(ends === "failed" ? "409 target_refused" : "result");
      expect(await runs()).to.deep.equal([before]);
      expect(before?.attempts).to.equal(2);
      const undone = ["made 1", "made 2", "unmade 2", "unmade 1"];
      expect(await effects()).to.deep.equal(ends === "failed" ? undone : made);
    });
  }

  it("reclaim their own run after a long pause without losing effects", async () => {
    const only = engines.start();
    const done = whenDone("2");
    const outcome = execute(only);
    await done;
    const resume = only.pause();
    const run = await findByKey(engines.store, key);
    await until(() => Date.now() > (run?.lease_until ?? 0) + 50);
    resume();
    expect(await outcome).to.equal("result");
    expect((await runs()).map(({ state }) => state)).to.deep.equal(["completed"]);
    expect(await effects()).to.deep.equal(made);
  });

  it("start one run for concurrent requests with one key and refuse another request under it", async () => {
    const [one, two] = [engines.start(), engines.start()];
    const outcomes = await Promise.all([execute(one), execute(two), execute(one), execute(two)]);
    expect(outcomes.sort()).to.deep.equal(["replayed", "replayed", "replayed", "result"]);
    expect(await runs()).to.have.length(1);
    expect(await effects()).to.deep.equal(made);
    expect(await execute(two, definition.slice(0, 2))).to.equal("422 idempotency_key_reused");
    expect(await execute(two, [look])).to.equal("422 idempotency_key_reused");
    expect(await effects()).to.deep.equal(made);
  });

  it("do nothing while the journal is unavailable at the start", async () => {
    const instance = engines.start();
    instance.journalAway = new UnavailableError("database");
    expect(await execute(instance)).to.equal("503 service_unavailable");
    expect(await effects()).to.deep.equal([]);
    instance.journalAway = undefined;
    expect(await execute(instance)).to.equal("result");
  });

  for (const name of ["1", "2", "3", "4"]) {
    it(`complete a run although the journal is unavailable after step ${name} past the step timeout`, async () => {
      const instance = engines.start({ stepTimeout: 60 });
      hooks.done = (subject) => {
        if (subject === `${label}${name}`) instance.journalAway = new UnavailableError("database");
      };
      const outcome = execute(instance);
      await until(() => instance.journalAway);
      // Past the point of no return the run waits for the journal; before it, another instance may resume.
      const waiting = new Promise<string>((resolve) => setTimeout(() => resolve("waits"), 1_500));
      expect(await Promise.race([outcome, waiting])).to.be.oneOf(["503 service_unavailable", "waits"]);
      hooks.done = () => undefined;
      instance.journalAway = undefined;
      await until(async () => (await runs()).every(({ state }) => state !== "running" && state !== "undoing"));
      expect((await runs()).map(({ state }) => state)).to.deep.equal(["completed"]);
      expect(await execute(instance)).to.equal("replayed");
      expect(await effects()).to.deep.equal(made);
    });
  }

  it("keep only the caller's result of a completed run", async () => {
    const instance = engines.start();
    expect(await execute(instance)).to.equal("result");
    const run = await findByKey(engines.store, key);
    expect(run).to.deep.include({ state: "completed", input: null, error: null });
    expect(run?.steps.map((step) => Object.keys(step).sort())).to.deep.equal(
      Array.from({ length: 5 }, () => ["at", "id", "ms", "name", "seq", "state"]),
    );
  });

  it("return 410 when the result belonged to an erased customer", async () => {
    const instance = engines.start();
    expect(await execute(instance, definition, "cust_1")).to.equal("result");
    await transaction(engines.journal, (tx) =>
      eraseRuns(engines.store, tx, { store_id: 1, customer_id: "cust_1" }, () => false),
    );
    expect(await execute(instance, definition)).to.equal("422 idempotency_key_reused");
    expect(await execute(instance, definition, "cust_1")).to.equal("410 erased");
  });

  it("resume a stuck run once its cause is fixed, not before, and leave its outcome open to its caller until then", async () => {
    const instance = engines.start();
    faults.set(`${label}3`, ["refuse"]);
    expect(await execute(instance)).to.equal("503 workflow_stuck");
    expect(await execute(instance)).to.equal("503 workflow_stuck");
    const stuck = await runIn(engines.store, key, "stuck");
    expect(stuck?.error).to.include({ type: "target_refused" });
    const id = stuck?.id ?? "";
    expect(await unstickRun(engines.store, id)).to.equal(true);
    await until(async () => (await findByKey(engines.store, key))?.attempts === 2);
    await until(() => runIn(engines.store, key, "stuck"));
    faults.clear();
    expect(await unstickRun(engines.store, id)).to.equal(true);
    await until(() => runIn(engines.store, key, "completed"));
    expect(await effects()).to.deep.equal(made);
    expect(await findByKey(engines.store, key)).to.include({ error: null });
    expect(await unstickRun(engines.store, id)).to.equal(false);
    expect(await execute(instance)).to.equal("replayed");
  });

  it("report a failed compensation as stuck and complete it once the cause is fixed", async () => {
    const instance = engines.start();
    const lines: Line[] = [...definition.slice(0, 3), { kind: "look", name: "last" }];
    faults.set(`${label}last`, ["refuse"]);
    faults.set(`${label}1/undo`, ["refuse"]);
    expect(await execute(instance, lines)).to.equal("409 target_refused");
    const stuck = await runIn(engines.store, key, "stuck");
    expect(await effects()).to.deep.equal(["made 1", "made 2", "unmade 2"]);
    faults.delete(`${label}1/undo`);
    expect(await unstickRun(engines.store, stuck?.id ?? "")).to.equal(true);
    await until(() => runIn(engines.store, key, "failed"));
    expect(await effects()).to.deep.equal(["made 1", "made 2", "unmade 2", "unmade 1"]);
    expect(await execute(instance, lines)).to.equal("409 target_refused");
  });

  it("stop parallel branches after a refusal before compensating", async () => {
    const instance = engines.start();
    const lines: Line[] = [
      {
        kind: "parallel",
        branches: [
          [make("a1"), make("a2"), make("a3"), make("a4")],
          [make("b1"), look],
        ],
      },
    ];
    faults.set(`${label}look`, ["refuse"]);
    faults.set(`${label}a2`, ["unavailable", "unavailable", "none"]);
    expect(await execute(instance, lines)).to.equal("409 target_refused");
    const all = await effects();
    const count = (what: string) => all.filter((effect) => effect.startsWith(what)).length;
    expect(count("unmade")).to.equal(count("made"));
    expect(all.findLastIndex((effect) => effect.startsWith("made"))).to.be.below(
      all.findIndex((effect) => effect.startsWith("unmade")),
    );
  });

  it("retry a step past its timeout once a parallel branch has passed the point of no return", async () => {
    const instance = engines.start();
    const branches = [[make("a")], [{ kind: "noReturn" } as const, make("b", false)]];
    faults.set(`${label}a`, Array<Fault>(100_000).fill("unavailable"));
    const done = whenDone("b");
    const outcome = execute(instance, [{ kind: "parallel", branches }]);
    await done;
    const passed = Date.now() + shortTiming.stepTimeout;
    await until(() => Date.now() > passed);
    faults.clear();
    expect(await outcome).to.equal("result");
    expect(await effects()).to.deep.equal(["made b", "made a"]);
  });

  it("remove old completed runs and keep stuck ones", async () => {
    const instance = engines.start();
    expect(await execute(instance)).to.equal("result");
    label = `${ulid()}/`;
    faults.set(`${label}3`, ["refuse"]);
    const [completed, stuck] = [key, label];
    key = label;
    await execute(instance);
    await removeEnded(engines.store, Date.now() - 60_000);
    expect(await findByKey(engines.store, completed)).to.be.an("object");
    engines.start({ cleanup: 10, retention: 0 });
    await until(async () => (await findByKey(engines.store, completed)) === undefined);
    expect(await findByKey(engines.store, stuck)).to.include({ state: "stuck" });
  });

  it("release their runs at once on shutdown", async function () {
    this.timeout(60_000);
    const child = startChild(JSON.stringify(definition), `${label}:2:3`);
    await child.said("halted");
    expect(await child.runLines()).to.equal(0);
    // Otherwise the lease would last for a minute.
    const run = await findByKey(engines.store, key);
    expect(run).to.include({ state: "running", lease_until: 0 });
    engines.start();
    await until(() => runIn(engines.store, key, "completed"));
    expect(await effects()).to.deep.equal(made);
  });
});
