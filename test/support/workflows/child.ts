import { type Fault, faults, hooks } from "./deeds.ts";
import type { Line } from "./definition.ts";
import { type Moment, openEngines } from "./engines.ts";
import type { Plan } from "./plans.ts";

/** A run that a process is to be killed in: at which call, and when with respect to it. */
export interface Doomed {
  label: string;
  subject: string;
  moment: Moment;
}

// A process that runs a story as often as there are moments to die at, each run halted there, and says `halted` to be
// killed: `child.ts <story> <doomed runs>`. Or one that runs it once, cannot do its next step, and ends in good order when
// it is told to: `child.ts <story> <label>:<step>:<next step>`. Or one that runs many: `child.ts <plans> all`.
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
  // What follows is not to be had here, so that it is in the middle when it is told.
  faults.set(`${label}${next}`, Array<Fault>(100_000).fill("away"));
  hooks.done = (subject) => (subject === `${label}${name}` ? say("halted") : undefined);
  // A long lease: who takes over before it lapses was let to.
  const instance = engines.start({ stepTimeout: 60_000, lease: 60_000 });
  process.once("SIGTERM", () => void instance.stop().then(() => process.exit(0)));
  await instance.retry(label, label, lines).catch(() => undefined);
}
