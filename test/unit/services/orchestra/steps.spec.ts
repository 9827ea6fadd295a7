import "../../../support/data-dir.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import { until } from "../../../support/until.ts";
import { callsSeen, effectsOf, type Fault, faults, slowness, untilAllCame } from "../../../support/workflows/deeds.ts";
import type { Line } from "../../../support/workflows/definition.ts";
import {
  type Instance,
  type Moment,
  openEngines,
  runIn,
  type TestEngines,
} from "../../../support/workflows/engines.ts";
import { startChild } from "../../../support/workflows/processes.ts";

// Two reads, two changes that can be taken back, and two that can only go forward.
const definition: Line[] = [
  { tell: "look", name: "look-1" },
  { tell: "look", name: "look-2" },
  { tell: "make", name: "make-1", undo: true },
  { tell: "make", name: "make-2", undo: true },
  { tell: "noReturn" },
  { tell: "make", name: "make-3", undo: false },
  { tell: "make", name: "make-4", undo: false },
];
const steps = ["look-1", "look-2", "make-1", "make-2", "make-3", "make-4"] as const;
const changes = ["make-1", "make-2", "make-3", "make-4"];
type StepName = (typeof steps)[number];

/** What becomes of a run: how it ends, what its caller is told, which effects there were in their order. */
interface End {
  state: "completed" | "failed" | "stuck" | "none";
  told: "result" | "409" | "503";
  effects: string[];
  /** Calls, where something else than each step once was asked. */
  calls?: string[];
}

const completed: End = { state: "completed", told: "result", effects: changes.map((name) => `made ${name}`) };
const made1 = ["made make-1", "unmade make-1"];
const made2 = ["made make-1", "made make-2", "unmade make-2", "unmade make-1"];
const upTo = (name: StepName, times = 1): string[] => {
  const place = steps.indexOf(name);
  return [...steps.slice(0, place), ...Array<string>(times).fill(name)];
};
const allWith = (name: StepName, times: number): string[] => [
  ...upTo(name, times),
  ...steps.slice(steps.indexOf(name) + 1),
];

// What a step's refusal does: before the point of no return all is taken back, behind it somebody has to look.
const refused: Record<StepName, End> = {
  "look-1": { state: "none", told: "409", effects: [], calls: upTo("look-1") },
  "look-2": { state: "none", told: "409", effects: [], calls: upTo("look-2") },
  "make-1": { state: "failed", told: "409", effects: [], calls: upTo("make-1") },
  "make-2": { state: "failed", told: "409", effects: made1, calls: [...upTo("make-2"), "make-1/undo"] },
  "make-3": { state: "stuck", told: "409", effects: completed.effects.slice(0, 2), calls: upTo("make-3") },
  "make-4": { state: "stuck", told: "409", effects: completed.effects.slice(0, 3), calls: upTo("make-4") },
};

// The same where the first try comes after the refusal: what can be taken back is, and takes its key first.
const refusedAndLate: Record<StepName, End> = {
  ...refused,
  "make-1": { state: "failed", told: "409", effects: [] },
  "make-2": { state: "failed", told: "409", effects: made1 },
  "make-3": { ...refused["make-3"], effects: completed.effects.slice(0, 3) },
  "make-4": { ...refused["make-4"], effects: completed.effects },
};

// Away for longer than anybody waits: what can be is taken back, and the key is free for another try.
const away: Partial<Record<StepName, End>> = {
  "look-1": { state: "none", told: "503", effects: [] },
  "look-2": { state: "none", told: "503", effects: [] },
  "make-1": { state: "failed", told: "503", effects: [] },
  "make-2": { state: "failed", told: "503", effects: made1 },
};

const table: { what: string; faults: Fault[]; ends(name: StepName): End | undefined }[] = [
  { what: "is refused", faults: ["refuse"], ends: (name) => refused[name] },
  {
    what: "is away three times",
    faults: ["away", "away", "away"],
    ends: (name) => ({ ...completed, calls: allWith(name, 4) }),
  },
  {
    what: "times out and was done",
    faults: ["unanswered"],
    ends: (name) => ({ ...completed, calls: allWith(name, 2) }),
  },
  {
    what: "times out and is done later",
    faults: ["late"],
    ends: (name) => ({ ...completed, calls: allWith(name, 2) }),
  },
  { what: "comes twice", faults: ["twice"], ends: (name) => ({ ...completed, calls: allWith(name, 1) }) },
  {
    what: "times out, is refused when asked again, and the first try comes later still",
    faults: ["late", "refuse"],
    ends: (name) => {
      const { calls: _calls, ...end } = refusedAndLate[name];
      return end;
    },
  },
];

describe("every step of a workflow", () => {
  let engines: TestEngines;
  let instance: Instance;
  let label: string;

  before(async () => {
    engines = await openEngines();
    // With patience and a lease for a machine that halts for a moment; what died before is still taken over.
    instance = engines.start({ lease: 60_000, stepTimeout: 10_000 });
  });
  after(() => engines.stop());
  beforeEach(() => {
    label = `${ulid()}/`;
    callsSeen.length = 0;
    Object.assign(slowness, { lateMs: 30, unansweredMs: 0 });
  });

  const retry = (by = instance): Promise<string> =>
    by.retry(label, label, definition).then(
      ({ result }) => (result.label === label && result.seen.length === 2 ? "result" : "nonsense"),
      ({ code }) => String(code),
    );

  async function effects(): Promise<string[]> {
    await untilAllCame();
    return (await effectsOf(engines.deeds, label)).map(({ what, subject }) => `${what} ${subject.slice(label.length)}`);
  }

  const calls = () => callsSeen.map((subject) => subject.slice(label.length));

  async function stateOfRun(): Promise<string> {
    const rows = await engines.journal.rows<{ state: string }>("SELECT state FROM workflow_runs WHERE subject = ?", [
      label,
    ]);
    expect(rows.length).to.be.below(2);
    return rows[0]?.state ?? "none";
  }

  for (const { what, faults: befall, ends } of table) {
    for (const name of steps) {
      const end = ends(name);
      if (!end) continue;
      it(`${name} ${what}: ${end.state}, the caller is told ${end.told}`, async () => {
        faults.set(`${label}${name}`, [...befall]);
        // Late enough to come after the refusal, however slow the machine.
        if (befall.includes("refuse")) slowness.lateMs = 1_500;
        expect(await retry()).to.equal(end.told);
        expect(await effects())
          .to.have.members(end.effects)
          .and.have.length(end.effects.length);
        expect(await stateOfRun()).to.equal(end.state);
        if (end.calls) expect(calls()).to.deep.equal(end.calls);

        // The same key answers the same, and does nothing more.
        expect(await retry()).to.equal(end.told);
        expect(await effects()).to.have.length(end.effects.length);
        expect(await stateOfRun()).to.equal(end.state);
      });
    }
  }

  for (const [name, end] of Object.entries(away)) {
    it(`${name} is away for too long: ${end.state}, the caller is told 503, and may try anew`, async () => {
      const impatient = engines.start({ stepTimeout: 60 });
      faults.set(`${label}${name}`, Array<Fault>(500).fill("away"));
      expect(await retry(impatient)).to.equal("503");
      expect(await effects()).to.deep.equal(end.effects);
      expect(await stateOfRun()).to.equal(end.state);
      faults.clear();
      expect(await retry()).to.equal("result");
      expect((await effects()).slice(end.effects.length)).to.deep.equal(completed.effects);
      expect(await retry()).to.equal("result");
    });
  }

  for (const name of ["make-3", "make-4"] as const) {
    it(`${name} is away for longer than the caller waits: the run goes on until it is done`, async () => {
      const impatient = engines.start({ stepTimeout: 60 });
      faults.set(`${label}${name}`, Array<Fault>(500).fill("away"));
      const first = retry(impatient);
      await until(() => calls().filter((call) => call === name).length > 10);
      expect(await retry(impatient)).to.equal("503");
      expect(await stateOfRun()).to.equal("running");
      faults.clear();
      expect(await first).to.equal("result");
      expect(await effects()).to.deep.equal(completed.effects);
      expect(await retry()).to.equal("result");
    });
  }

  it("answers that never come are given up for the call's time, and asked for again", async () => {
    slowness.unansweredMs = 5_000;
    const hurried = engines.start({ call: 60 });
    faults.set(`${label}make-2`, ["unanswered"]);
    expect(await retry(hurried)).to.equal("result");
    expect(await effects()).to.deep.equal(completed.effects);
    expect(calls()).to.deep.equal(allWith("make-2", 2));
  });

  for (const [at, fault] of [
    ["make-1", "away"],
    ["make-1", "unanswered"],
    ["make-1", "late"],
    ["make-1", "twice"],
    ["make-2", "unanswered"],
  ] as const) {
    it(`an undoing of ${at} that is ${fault} is asked for again until it is done, once`, async () => {
      faults.set(`${label}make-3`, ["none"]);
      const undoable: Line[] = [...definition.slice(0, 4), { tell: "look", name: "last" }];
      faults.set(`${label}last`, ["refuse"]);
      faults.set(`${label}${at}/undo`, [fault]);
      const told = await instance.retry(label, label, undoable).catch((error) => error.code);
      expect(told).to.equal(409);
      expect(await effects()).to.deep.equal(made2);
      expect(await stateOfRun()).to.equal("failed");
    });
  }

  describe("when its process is killed", function () {
    this.timeout(60_000);
    const moments: Moment[] = ["before", "during", "after"];
    const doomed = steps.flatMap((name) =>
      moments.map((moment) => ({
        name,
        moment,
        label: `${ulid()}/`,
        get subject() {
          return `${this.label}${name}`;
        },
      })),
    );

    // One process, halted in the middle of all these runs at once, and then killed.
    before(async () => {
      const child = startChild(JSON.stringify(definition), JSON.stringify(doomed));
      await child.said("halted");
      await child.kill();
    });

    for (const { name, moment, label: its } of doomed) {
      it(`${moment} ${name}: another instance goes on, and the same key answers its result`, async () => {
        label = its;
        if (steps.indexOf(name) >= 2) await until(() => runIn(engines.journal, label, "completed"));
        else expect(await stateOfRun()).to.equal("none");
        expect(await retry()).to.equal("result");
        expect(await effects()).to.deep.equal(completed.effects);
        expect(await stateOfRun()).to.equal("completed");
      });
    }
  });
});
