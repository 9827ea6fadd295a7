import type { Line } from "./definition.ts";
import { type Moment, openEngines } from "./engines.ts";
import type { Plan } from "./plans.ts";
import { type Fault, faults, hooks } from "./targets.ts";

/** A run that a process is to be killed in: at which call, and when with respect to it. */
export interface Doomed {
  label: string;
  subject: string;
  moment: Moment;
}

// A process that runs a plan once for each point at which it can be killed; each run halts there and prints `halted` to be
// killed: `child.ts <plan> <doomed runs>`. Or one that runs it once, cannot do its next step, and stops gracefully when
// asked to: `child.ts <plan> <label>:<step>:<next step>`. Or one that runs many: `child.ts <plans> all`.
const [definition = "[]", runs = "[]"] = process.argv.slice(2);
const lines = JSON.parse(definition) as Line[];
const engines = await openEngines();
const say = (word: string) => process.stdout.write(`${word}\n`);

if (runs.startsWith("[")) {
  const doomed = JSON.parse(runs) as Doomed[];
  const halted = doomed.map(({ label, subject, moment }) => {
    const instance = engines.start({ lease: 8_000, poll: 60_000 });
    instance.dyingAt.set(subject, moment);
    instance.retry(label, label, lines).catch(console.error);
    return instance.died.promise;
  });
  await Promise.all(halted);
  say("halted");
} else if (runs === "all") {
  const plans = JSON.parse(definition) as (Plan & { label: string })[];
  const instance = engines.start();
  for (const { label, definition, faults: befall } of plans) {
    for (const [name, each] of Object.entries(befall)) faults.set(`${label}${name}`, each);
    instance.retry(label, label, definition).catch(() => undefined);
  }
  say("halted");
} else {
  const [label = "", name = "", next = ""] = runs.split(":");
  // The next step is unavailable here, so the run is under way when the signal comes.
  faults.set(`${label}${next}`, Array<Fault>(100_000).fill("unavailable"));
  hooks.done = (subject) => (subject === `${label}${name}` ? say("halted") : undefined);
  // A long lease: who takes over before it expires was given it.
  const instance = engines.start({ stepTimeout: 60_000, lease: 60_000 });
  process.once("SIGTERM", () => void instance.stop().then(() => process.exit(0)));
  await instance.retry(label, label, lines).catch(() => undefined);
}
