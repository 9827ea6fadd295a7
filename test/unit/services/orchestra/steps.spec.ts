import { expect } from "chai";
import { ulid } from "ulid";
import { until } from "../../../support/until.ts";
import type { Line } from "../../../support/workflows/definition.ts";
import {
  type Instance,
  type Moment,
  openEngines,
  runIn,
  type TestEngines,
} from "../../../support/workflows/engines.ts";
import { startChild } from "../../../support/workflows/processes.ts";
import {
  callsSeen,
  effectsOf,
  type Fault,
  faults,
  slowness,
  untilAllCame,
} from "../../../support/workflows/targets.ts";

// Two reads, two changes with compensation, and two after the point of no return.
const definition: Line[] = [
  { kind: "look", name: "look-1" },
  { kind: "look", name: "look-2" },
  { kind: "make", name: "make-1", undo: true },
  { kind: "make", name: "make-2", undo: true },
  { kind: "noReturn" },
  { kind: "make", name: "make-3", undo: false },
  { kind: "make", name: "make-4", undo: false },
];
const steps = ["look-1", "look-2", "make-1", "make-2", "make-3", "make-4"] as const;
const changes = ["make-1", "make-2", "make-3", "make-4"];
type StepName = (typeof steps)[number];

/** The outcome of a run: its state, the caller's response and its effects in order. */
interface Outcome {
  state: "completed" | "failed" | "stuck" | "none";
  response: "result" | "409" | "503";
  effects: string[];
  /** Calls, unless each step was called exactly once. */
  calls?: string[];
}

const completed: Outcome = { state: "completed", response: "result", effects: changes.map((name) => `made ${name}`) };
const made1 = ["made make-1", "unmade make-1"];
const made2 = ["made make-1", "made make-2", "unmade make-2", "unmade make-1"];
const stateText = ({ state }: Outcome): string => (state === "none" ? "no run" : `run ${state}`);
const callsUpTo = (name: StepName, times = 1): string[] => {
  const place = steps.indexOf(name);
  return [...steps.slice(0, place), ...Array<string>(times).fill(name)];
};
const allCallsWith = (name: StepName, times: number): string[] => [
  ...callsUpTo(name, times),
  ...steps.slice(steps.indexOf(name) + 1),
];

// A refused step: before the point of no return everything is compensated, after it the run is stuck, and its outcome
// unknown.
const refused: Record<StepName, Outcome> = {
  "look-1": { state: "none", response: "409", effects: [], calls: callsUpTo("look-1") },
  "look-2": { state: "none", response: "409", effects: [], calls: callsUpTo("look-2") },
  "make-1": { state: "failed", response: "409", effects: [], calls: callsUpTo("make-1") },
  "make-2": { state: "failed", response: "409", effects: made1, calls: [...callsUpTo("make-2"), "make-1/undo"] },
  "make-3": { state: "stuck", response: "503", effects: completed.effects.slice(0, 2), calls: callsUpTo("make-3") },
  "make-4": { state: "stuck", response: "503", effects: completed.effects.slice(0, 3), calls: callsUpTo("make-4") },
};

// The same when the first attempt arrives after the refusal: a compensation claims the step's key first.
const refusedAndLate: Record<StepName, Outcome> = {
  ...refused,
  "make-1": { state: "failed", response: "409", effects: [] },
  "make-2": { state: "failed", response: "409", effects: made1 },
  "make-3": { ...refused["make-3"], effects: completed.effects.slice(0, 3) },
  "make-4": { ...refused["make-4"], effects: completed.effects },
};

// Unavailable past the step timeout: completed changes are compensated, and the caller may retry with the same key.
const unavailable: Partial<Record<StepName, Outcome>> = {
  "look-1": { state: "none", response: "503", effects: [] },
  "look-2": { state: "none", response: "503", effects: [] },
  "make-1": { state: "failed", response: "503", effects: [] },
  "make-2": { state: "failed", response: "503", effects: made1 },
};

const table: { what: string; faults: Fault[]; outcome(name: StepName): Outcome | undefined }[] = [
  { what: "is refused", faults: ["refuse"], outcome: (name) => refused[name] },
  {
    what: "is unavailable three times",
    faults: ["unavailable", "unavailable", "unavailable"],
    outcome: (name) => ({ ...completed, calls: allCallsWith(name, 4) }),
  },
  {
    what: "times out after taking effect",
    faults: ["unanswered"],
    outcome: (name) => ({ ...completed, calls: allCallsWith(name, 2) }),
  },
  {
    what: "times out and takes effect later",
    faults: ["late"],
    outcome: (name) => ({ ...completed, calls: allCallsWith(name, 2) }),
  },
  {
    what: "is delivered twice",
    faults: ["twice"],
    outcome: (name) => ({ ...completed, calls: allCallsWith(name, 1) }),
  },
  {
    what: "times out, is refused on retry, and the first attempt arrives last",
    faults: ["late", "refuse"],
    outcome: (name) => {
      const { calls: _calls, ...expected } = refusedAndLate[name];
      return expected;
    },
  },
];

describe("every step of a workflow", () => {
  let engines: TestEngines;
  let instance: Instance;
  let label: string;

  before(async () => {
    engines = await openEngines();
    // Long timeouts and lease, so that a slow machine does not cause retries or takeovers.
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
    return (await effectsOf(engines.targets, label)).map(
      ({ what, subject }) => `${what} ${subject.slice(label.length)}`,
    );
  }

  const calls = () => callsSeen.map((subject) => subject.slice(label.length));

  async function stateOfRun(): Promise<string> {
    const rows = await engines.journal.rows<{ state: string }>("SELECT state FROM workflow_runs WHERE subject = ?", [
      label,
    ]);
    expect(rows.length).to.be.below(2);
    return rows[0]?.state ?? "none";
  }

  for (const { what, faults: planned, outcome } of table) {
    for (const name of steps) {
      const expected = outcome(name);
      if (!expected) continue;
      it(`${name} ${what}: ${stateText(expected)}, caller gets ${expected.response}`, async () => {
        faults.set(`${label}${name}`, [...planned]);
        // Late enough to arrive after the refusal on a slow machine.
        if (planned.includes("refuse")) slowness.lateMs = 1_500;
        expect(await retry()).to.equal(expected.response);
        expect(await effects())
          .to.have.members(expected.effects)
          .and.have.length(expected.effects.length);
        expect(await stateOfRun()).to.equal(expected.state);
        if (expected.calls) expect(calls()).to.deep.equal(expected.calls);

        // The same key replays the outcome and has no further effect.
        expect(await retry()).to.equal(expected.response);
        expect(await effects()).to.have.length(expected.effects.length);
        expect(await stateOfRun()).to.equal(expected.state);
      });
    }
  }

  for (const [name, expected] of Object.entries(unavailable)) {
    it(`${name} is unavailable past the step timeout: ${stateText(expected)}, caller gets 503 and may retry`, async () => {
      const shortTimeout = engines.start({ stepTimeout: 60 });
      faults.set(`${label}${name}`, Array<Fault>(500).fill("unavailable"));
      expect(await retry(shortTimeout)).to.equal("503");
      expect(await effects()).to.deep.equal(expected.effects);
      expect(await stateOfRun()).to.equal(expected.state);
      faults.clear();
      expect(await retry()).to.equal("result");
      expect((await effects()).slice(expected.effects.length)).to.deep.equal(completed.effects);
      expect(await retry()).to.equal("result");
    });
  }

  for (const name of ["make-3", "make-4"] as const) {
    it(`${name} is unavailable past the step timeout: caller gets 503, run continues and completes`, async () => {
      const shortTimeout = engines.start({ stepTimeout: 60 });
      faults.set(`${label}${name}`, Array<Fault>(500).fill("unavailable"));
      const first = retry(shortTimeout);
      await until(() => calls().filter((call) => call === name).length > 10);
      expect(await retry(shortTimeout)).to.equal("503");
      expect(await stateOfRun()).to.equal("running");
      faults.clear();
      expect(await first).to.equal("result");
      expect(await effects()).to.deep.equal(completed.effects);
      expect(await retry()).to.equal("result");
    });
  }

  it("retries a call that gets no answer within the call timeout", async () => {
    slowness.unansweredMs = 5_000;
    const shortCallTimeout = engines.start({ callTimeout: 60 });
    faults.set(`${label}make-2`, ["unanswered"]);
    expect(await retry(shortCallTimeout)).to.equal("result");
    expect(await effects()).to.deep.equal(completed.effects);
    expect(calls()).to.deep.equal(allCallsWith("make-2", 2));
  });

  for (const [at, fault, what] of [
    ["make-1", "unavailable", "is unavailable"],
    ["make-1", "unanswered", "times out after taking effect"],
    ["make-1", "late", "times out and takes effect later"],
    ["make-1", "twice", "is delivered twice"],
    ["make-2", "unanswered", "times out after taking effect"],
  ] as const) {
    it(`compensates ${at} once although its compensation ${what}`, async () => {
      faults.set(`${label}make-3`, ["none"]);
      const undoable: Line[] = [...definition.slice(0, 4), { kind: "look", name: "last" }];
      faults.set(`${label}last`, ["refuse"]);
      faults.set(`${label}${at}/undo`, [fault]);
      const code = await instance.retry(label, label, undoable).catch((error) => error.code);
      expect(code).to.equal(409);
      expect(await effects()).to.deep.equal(made2);
      expect(await stateOfRun()).to.equal("failed");
    });
  }

  describe("when the process is killed", function () {
    this.timeout(60_000);
    const moments: Moment[] = ["before", "during", "after"];
    const killedRuns = steps.flatMap((name) =>
      moments.map((moment) => ({
        name,
        moment,
        label: `${ulid()}/`,
        get subject() {
          return `${this.label}${name}`;
        },
      })),
    );

    // One process that halts in the middle of all these runs and is then killed.
    before(async () => {
      const child = startChild(JSON.stringify(definition), JSON.stringify(killedRuns));
      await child.said("halted");
      await child.kill();
    });

    for (const { name, moment, label: its } of killedRuns) {
      it(`${moment} ${name}: another instance completes the run, and the same key replays its result`, async () => {
        label = its;
        if (steps.indexOf(name) >= 2) await until(() => runIn(engines.store, label, "completed"));
        else expect(await stateOfRun()).to.equal("none");
        expect(await retry()).to.equal("result");
        expect(await effects()).to.deep.equal(completed.effects);
        expect(await stateOfRun()).to.equal("completed");
      });
    }
  });
});
