import { unstickRun } from "@seller-orchestra/durable";
import { expect } from "chai";
import fc from "fast-check";
import { until } from "../../../support/until.ts";
import { type Instance, type Moment, openEngines, type TestEngines } from "../../../support/workflows/engines.ts";
import { makesOf, type Plan, plans } from "../../../support/workflows/plans.ts";
import { startChild } from "../../../support/workflows/processes.ts";
import { type Effect, effectsOf, faults, slowness, untilAllCame } from "../../../support/workflows/targets.ts";

// For a longer run: WORKFLOW_RUNS=20000 WORKFLOW_SEED=7.
const runs = Number(process.env.WORKFLOW_RUNS ?? 300);
const seed = Number(process.env.WORKFLOW_SEED ?? Math.floor(Math.random() * 2 ** 31));
const concurrency = 12;
// On a busy machine a lease may lapse several times in a run.
const patienceMs = 60_000;

interface Row {
  public_id: string;
  run_key: string;
  state: string;
  committed: number;
  result: string | null;
  error: string | null;
}

type Outcome = "completed" | "failed" | "stuck";

describe(`workflows with randomly failing instances (seed ${seed}, ${runs} runs)`, function () {
  this.timeout(30_000 + runs * 300);
  let engines: TestEngines;
  const instances: Instance[] = [];
  const crashMoments = new Map<string, Moment>();

  before(async () => {
    engines = await openEngines();
    slowness.lateMs = 15;
    for (let n = 0; n < 3; n++) startOne();
  });
  after(() => engines.stop());

  // Like an orchestrator, starts a new instance for each one that fails.
  function startOne(): void {
    const instance = engines.start({ poll: 20 }, crashMoments);
    instances.push(instance);
    instance.died.promise.then(() => {
      instances.splice(instances.indexOf(instance), 1);
      startOne();
    });
  }

  it("ends each run correctly, with every effect applied once or compensated", async () => {
    const all = fc.sample(plans, { numRuns: runs, seed });
    const states = { completed: 0, failed: 0, stuck: 0 };
    let next = 0;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let index = next++; index < all.length; index = next++) {
          const plan = all[index] as Plan;
          const label = `p${index}/`;
          try {
            states[await check(plan, label)]++;
          } catch (error) {
            const rows = await rowsOf(label);
            const effects = await effectsOf(engines.targets, label);
            console.log(JSON.stringify({ seed, index, plan, rows, effects }, null, 1));
            throw error;
          }
        }
      }),
    );
    console.log(`      ${JSON.stringify(states)}, ${failedInstances} instances failed`);
    if (runs >= 100) expect(Math.min(states.completed, states.failed, states.stuck, failedInstances)).to.be.above(5);
  });

  it("ends runs correctly after their process is killed at a random moment", async () => {
    for (let round = 0; round < Math.ceil(runs / 100); round++) {
      const all = fc.sample(plans, { numRuns: 12, seed: seed + 1 + round });
      const labelled = all.map((plan, index) => ({ ...plan, label: `k${round}-${index}/` }));
      const child = startChild(JSON.stringify(labelled), "all");
      await child.said("halted");
      const effectCount = Math.floor(Math.random() * 10);
      await until(async () => (await effectsOf(engines.targets, `k${round}-`)).length >= effectCount);
      await child.kill();
      await Promise.all(labelled.map((plan) => check(plan, plan.label)));
    }
  });

  let failedInstances = 0;

  async function check(plan: Plan, label: string): Promise<Outcome> {
    for (const [name, planned] of Object.entries(plan.faults)) faults.set(`${label}${name}`, [...planned]);
    for (const [name, moment] of Object.entries(plan.deaths)) crashMoments.set(`${label}${name}`, moment);
    const outcome = await insist(plan, label);
    if (outcome !== "completed") expect(refusals(plan), "a run without refusals completes").to.have.length.above(0);
    if (outcome !== "stuck") await until(() => isQuiet(label), patienceMs);
    await untilAllCame();
    const [rows, effects] = [await rowsOf(label), await effectsOf(engines.targets, label)];
    for (const row of rows)
      checkRow(
        row,
        effects.filter(({ step_key }) => step_key.startsWith(`${row.public_id}/`)),
      );
    if (outcome === "stuck") await fixAndResume(plan, label);
    if (outcome === "failed") expect(remainingEffects(effects)).to.deep.equal([]);
    else await checkCompleted(plan, label);
    return outcome;
  }

  const refusals = (plan: Plan) => Object.values(plan.faults).filter((planned) => planned.includes("refuse"));

  async function isQuiet(label: string): Promise<boolean> {
    return (await rowsOf(label)).every(({ state }) => state !== "running" && state !== "undoing");
  }

  // A client that retries with the same key until the outcome is known.
  async function insist({ definition }: Plan, label: string): Promise<Outcome> {
    for (let tries = 0; tries < 200; tries++) {
      const instance = instances[Math.floor(Math.random() * instances.length)] as Instance;
      const request = instance.retry(label, label, definition).then(
        () => "completed" as const,
        (error) => {
          if (error.type === "target_refused") return "failed" as const;
          if (error.type === "workflow_stuck") return "stuck" as const;
          if (error.code === 503) return "unknown" as const;
          throw error;
        },
      );
      const answer = await Promise.race([request, instance.died.promise.then(() => "died" as const)]);
      if (answer === "died") failedInstances++;
      else if (answer === "completed") return answer;
      if ((await rowsOf(label)).some(({ state }) => state === "stuck")) return "stuck";
      if (answer === "failed") return answer;
    }
    throw new Error("No end after 200 tries.");
  }

  /** Invariants of every run, whatever its outcome. */
  function checkRow({ state, committed }: Row, effects: Effect[]): void {
    const applied = effects.filter(({ what }) => what === "made");
    const compensated = effects.filter(({ what }) => what === "unmade");
    for (const some of [applied, compensated]) {
      expect(new Set(some.map(({ step_key }) => step_key)).size, "applied once each").to.equal(some.length);
    }
    for (const { id, step_key } of compensated) {
      expect(applied.find((effect) => effect.step_key === step_key)?.id, "applied before compensated").to.be.below(id);
    }
    if (state === "failed") expect(remainingEffects(effects), "a failed run leaves no effects").to.deep.equal([]);
    if (state === "completed" || committed)
      expect(compensated, "nothing is compensated after the point of no return").to.deep.equal([]);
    if (state === "stuck") expect(committed).to.equal(1);
    for (const [index, later] of compensated.entries()) {
      for (const earlier of compensated.slice(0, index)) {
        expect(
          follows(later.subject, earlier.subject),
          `${later.subject} compensated after ${earlier.subject}`,
        ).to.equal(false);
      }
    }
  }

  async function checkCompleted(plan: Plan, label: string): Promise<void> {
    const effects = await effectsOf(engines.targets, label);
    expect(remainingEffects(effects)).to.have.members(makesOf(plan.definition).map((name) => `${label}${name}`));
    expect(remainingEffects(effects)).to.have.length(makesOf(plan.definition).length);
    // Every instance that resumed the run used the values read by the first one.
    const row = (await rowsOf(label)).find(({ run_key }) => run_key === label);
    if (!row) {
      expect(makesOf(plan.definition)).to.deep.equal([]);
      return;
    }
    expect(row.state).to.equal("completed");
    const { seen } = JSON.parse(row.result ?? "null") as { seen: number[] };
    for (const effect of effects.filter(({ step_key }) => step_key.startsWith(`${row.public_id}/`))) {
      expect(seen).to.include.members(JSON.parse(effect.seen));
    }
  }

  // Fixes the cause and resumes the run, which then completes as if there had been no fault.
  async function fixAndResume(plan: Plan, label: string): Promise<void> {
    for (const name of Object.keys(plan.faults)) faults.delete(`${label}${name}`);
    await until(async () => {
      const rows = await rowsOf(label);
      for (const { public_id, state } of rows) if (state === "stuck") await unstickRun(engines.store, public_id);
      return rows.some(({ run_key, state }) => run_key === label && state === "completed");
    }, patienceMs);
  }

  const rowsOf = (label: string) =>
    engines.journal.rows<Row>(
      "SELECT public_id, run_key, state, committed, result, error, attempts FROM workflow_runs WHERE subject LIKE ? ORDER BY id",
      [`${label}%`],
    );
});

/** Subjects whose effect was applied and not compensated. */
function remainingEffects(effects: Effect[]): string[] {
  const compensated = new Set(effects.filter(({ what }) => what === "unmade").map(({ step_key }) => step_key));
  return effects
    .filter(({ what, step_key }) => what === "made" && !compensated.has(step_key))
    .map(({ subject }) => subject);
}

/** True if a step follows another one in sequence, not in parallel: `2` after `1b.0`, not `1a.3` after `1b.0`. */
function follows(one: string, other: string): boolean {
  const [path, otherPath] = [one, other].map((subject) => subject.split("/")[1]?.split(/[.>]/) ?? []);
  const at = path?.findIndex((part, index) => part !== otherPath?.[index]) ?? -1;
  const [place = "", otherPlace = ""] = [path?.[at], otherPath?.[at]];
  return at >= 0 && Number.parseInt(place, 10) > Number.parseInt(otherPlace, 10);
}
