import "../../../support/data-dir.ts";
import { expect } from "chai";
import fc from "fast-check";
import { unstickRun } from "../../../../services/orchestra/store/journal.ts";
import { until } from "../../../support/until.ts";
import { type Effect, effectsOf, faults, slowness, untilAllCame } from "../../../support/workflows/deeds.ts";
import { type Instance, type Moment, openEngines, type TestEngines } from "../../../support/workflows/engines.ts";
import { makesOf, type Plan, plans } from "../../../support/workflows/plans.ts";
import { startChild } from "../../../support/workflows/processes.ts";

// A longer soak: WORKFLOW_RUNS=20000 WORKFLOW_SEED=7.
const runs = Number(process.env.WORKFLOW_RUNS ?? 300);
const seed = Number(process.env.WORKFLOW_SEED ?? Math.floor(Math.random() * 2 ** 31));
const atOnce = 12;

interface Row {
  public_id: string;
  run_key: string;
  state: string;
  committed: number;
  result: string | null;
  error: string | null;
}

type End = "completed" | "failed" | "stuck";

describe(`workflows whose instances die at random (seed ${seed}, ${runs} runs)`, function () {
  this.timeout(30_000 + runs * 300);
  let engines: TestEngines;
  const instances: Instance[] = [];
  const dyingAt = new Map<string, Moment>();

  before(async () => {
    engines = await openEngines();
    slowness.lateMs = 15;
    for (let n = 0; n < 3; n++) startOne();
  });
  after(() => engines.stop());

  // As an orchestrator would: for each that dies another one comes.
  function startOne(): void {
    const instance = engines.start({ lease: 150, look: 20 }, dyingAt);
    instances.push(instance);
    instance.died.promise.then(() => {
      instances.splice(instances.indexOf(instance), 1);
      startOne();
    });
  }

  it("ends each run right, with every effect once or taken back", async () => {
    const all = fc.sample(plans, { numRuns: runs, seed });
    const states = { completed: 0, failed: 0, stuck: 0 };
    let next = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let index = next++; index < all.length; index = next++) {
          const plan = all[index] as Plan;
          const label = `p${index}/`;
          try {
            states[await check(plan, label)]++;
          } catch (error) {
            const rows = await rowsOf(label);
            const effects = await effectsOf(engines.deeds, label);
            console.log(JSON.stringify({ seed, index, plan, rows, effects }, null, 1));
            throw error;
          }
        }
      }),
    );
    console.log(`      ${JSON.stringify(states)}, ${dead} instances died`);
    if (runs >= 100) expect(Math.min(states.completed, states.failed, states.stuck, dead)).to.be.above(5);
  });

  it("ends them right when their process is killed at any moment", async () => {
    for (let round = 0; round < Math.ceil(runs / 100); round++) {
      const all = fc.sample(plans, { numRuns: 12, seed: seed + 1 + round });
      const labelled = all.map((plan, index) => ({ ...plan, label: `k${round}-${index}/` }));
      const child = startChild(JSON.stringify(labelled), "all");
      await child.said("halted");
      const enough = Math.floor(Math.random() * 10);
      await until(async () => (await effectsOf(engines.deeds, `k${round}-`)).length >= enough);
      await child.kill();
      await Promise.all(labelled.map((plan) => check(plan, plan.label)));
    }
  });

  let dead = 0;

  async function check(plan: Plan, label: string): Promise<End> {
    for (const [name, befall] of Object.entries(plan.faults)) faults.set(`${label}${name}`, [...befall]);
    for (const [name, moment] of Object.entries(plan.deaths)) dyingAt.set(`${label}${name}`, moment);
    const told = await insist(plan, label);
    if (told !== "completed") expect(refusals(plan), "nothing ends badly by itself").to.have.length.above(0);
    if (told !== "stuck") await until(() => isQuiet(label));
    await untilAllCame();
    const [rows, effects] = [await rowsOf(label), await effectsOf(engines.deeds, label)];
    for (const row of rows)
      checkRow(
        row,
        effects.filter(({ step_key }) => step_key.startsWith(`${row.public_id}/`)),
      );
    if (told === "stuck") await mendAndResume(plan, label);
    if (told === "failed") expect(standing(effects)).to.deep.equal([]);
    else await checkCompleted(plan, label);
    return told;
  }

  const refusals = (plan: Plan) => Object.values(plan.faults).filter((befall) => befall.includes("refuse"));

  async function isQuiet(label: string): Promise<boolean> {
    return (await rowsOf(label)).every(({ state }) => state !== "running" && state !== "undoing");
  }

  // A client that asks with the same key until it knows.
  async function insist({ definition }: Plan, label: string): Promise<End> {
    for (let tries = 0; tries < 200; tries++) {
      const instance = instances[Math.floor(Math.random() * instances.length)] as Instance;
      const asked = instance.retry(label, label, definition).then(
        () => "completed" as const,
        (error) => {
          if (error.type === "deed_refused") return "failed" as const;
          if (error.type === "workflow_stuck") return "stuck" as const;
          if (error.code === 503) return "unknown" as const;
          throw error;
        },
      );
      const answer = await Promise.race([asked, instance.died.promise.then(() => "died" as const)]);
      if (answer === "died") dead++;
      else if (answer === "completed") return answer;
      if ((await rowsOf(label)).some(({ state }) => state === "stuck")) return "stuck";
      if (answer === "failed") return answer;
    }
    throw new Error("No end after 200 tries.");
  }

  /** What holds of every run, however it ended. */
  function checkRow({ state, committed }: Row, effects: Effect[]): void {
    const made = effects.filter(({ what }) => what === "made");
    const unmade = effects.filter(({ what }) => what === "unmade");
    for (const some of [made, unmade]) {
      expect(new Set(some.map(({ step_key }) => step_key)).size, "once each").to.equal(some.length);
    }
    for (const { id, step_key } of unmade) {
      expect(made.find((effect) => effect.step_key === step_key)?.id, "made before unmade").to.be.below(id);
    }
    if (state === "failed") expect(standing(effects), "nothing stands of what failed").to.deep.equal([]);
    if (state === "completed" || committed) expect(unmade, "nothing is undone behind no return").to.deep.equal([]);
    if (state === "stuck") expect(committed).to.equal(1);
    for (const [index, later] of unmade.entries()) {
      for (const earlier of unmade.slice(0, index)) {
        expect(follows(later.subject, earlier.subject), `${later.subject} undone after ${earlier.subject}`).to.equal(
          false,
        );
      }
    }
  }

  async function checkCompleted(plan: Plan, label: string): Promise<void> {
    const effects = await effectsOf(engines.deeds, label);
    expect(standing(effects)).to.have.members(makesOf(plan.definition).map((name) => `${label}${name}`));
    expect(standing(effects)).to.have.length(makesOf(plan.definition).length);
    // Whoever went on with a run saw what the first of its instances had seen.
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

  // What was refused is mended, and somebody lets it go on: it ends as if nothing had been.
  async function mendAndResume(plan: Plan, label: string): Promise<void> {
    for (const name of Object.keys(plan.faults)) faults.delete(`${label}${name}`);
    await until(async () => {
      const rows = await rowsOf(label);
      for (const { public_id, state } of rows) if (state === "stuck") await unstickRun(engines.journal, public_id);
      return rows.some(({ run_key, state }) => run_key === label && state === "completed");
    });
  }

  const rowsOf = (label: string) =>
    engines.journal.rows<Row>(
      "SELECT public_id, run_key, state, committed, result, error, attempts FROM workflow_runs WHERE subject LIKE ? ORDER BY id",
      [`${label}%`],
    );
});

/** Subjects whose effect was made and not unmade. */
function standing(effects: Effect[]): string[] {
  const unmade = new Set(effects.filter(({ what }) => what === "unmade").map(({ step_key }) => step_key));
  return effects.filter(({ what, step_key }) => what === "made" && !unmade.has(step_key)).map(({ subject }) => subject);
}

/** True when a step comes after another in its story, and not beside it: `2` after `1b.0`, not `1a.3` after `1b.0`. */
function follows(one: string, other: string): boolean {
  const [path, otherPath] = [one, other].map((subject) => subject.split("/")[1]?.split(/[.>]/) ?? []);
  const at = path?.findIndex((part, index) => part !== otherPath?.[index]) ?? -1;
  const [place = "", otherPlace = ""] = [path?.[at], otherPath?.[at]];
  return at >= 0 && Number.parseInt(place, 10) > Number.parseInt(otherPlace, 10);
}
