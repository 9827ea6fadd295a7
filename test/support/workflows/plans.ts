import fc from "fast-check";
import type { Line } from "./definition.ts";
import type { Moment } from "./engines.ts";
import type { Fault } from "./targets.ts";

/** A plan, and the faults of its steps by their names. */
export interface Plan {
  definition: Line[];
  faults: Record<string, Fault[]>;
  deaths: Record<string, Moment>;
}

type Bare =
  | { kind: "look" | "id" | "noReturn" }
  | { kind: "make"; undo: boolean }
  | { kind: "parallel"; branches: Bare[][] }
  | { kind: "child"; definition: Bare[] };

const leaf: fc.Arbitrary<Bare> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Bare>({ kind: "look" }) },
  { weight: 6, arbitrary: fc.constant<Bare>({ kind: "make", undo: true }) },
  { weight: 2, arbitrary: fc.constant<Bare>({ kind: "make", undo: false }) },
  { weight: 1, arbitrary: fc.constant<Bare>({ kind: "id" }) },
  { weight: 1, arbitrary: fc.constant<Bare>({ kind: "noReturn" }) },
);

const barePlan: fc.Arbitrary<Bare[]> = fc.letrec<{ line: Bare; definition: Bare[] }>((tie) => ({
  line: fc.oneof(
    { maxDepth: 2 },
    { weight: 8, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc
        .array(tie("definition"), { minLength: 2, maxLength: 3 })
        .map((branches): Bare => ({ kind: "parallel", branches })),
    },
    { weight: 1, arbitrary: tie("definition").map((definition): Bare => ({ kind: "child", definition })) },
  ),
  definition: fc.array(tie("line"), { minLength: 1, maxLength: 4 }),
})).definition;

const trouble: fc.Arbitrary<Fault[]> = fc.array(
  fc.constantFrom<Fault>("unavailable", "unanswered", "late", "twice", "none"),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const refusal: fc.Arbitrary<Fault[]> = fc.oneof(
  fc.constant<Fault[]>(["refuse"]),
  trouble.map((faults): Fault[] => [...faults, "refuse"]),
);
const moment = fc.constantFrom<Moment>("before", "during", "after");

/** Plans with faults: about half have a refused step, nearly all have some fault. */
export const plans: fc.Arbitrary<Plan> = fc
  .array(barePlan, { minLength: 1, maxLength: 2 })
  .map((parts) => named(parts.flat(), ""))
  .chain((definition) => {
    const steps = subjectsOf(definition);
    const undos = makesOf(definition).map((name) => `${name}/undo`);
    const some = <T>(names: string[], what: fc.Arbitrary<T>, most: number): fc.Arbitrary<Record<string, T>> =>
      names.length === 0
        ? fc.constant({})
        : fc.dictionary(fc.constantFrom(...names), what, { maxKeys: most, noNullPrototype: true });
    return fc
      .record({
        troubles: some([...steps, ...undos], trouble, 3),
        refusals: some(steps, refusal, 1),
        deaths: some([...steps, ...undos], moment, 2),
      })
      .map(({ troubles, refusals, deaths }) => ({
        definition,
        faults: { ...troubles, ...believed(refusals, undoable(definition)) },
        deaths,
      }));
  });

// A change that cannot be undone is believed when it says no, though an earlier try may be on its way: nothing could be
// done about it. Real actions refuse for what is so, and that try would be refused too.
function believed(refusals: Record<string, Fault[]>, names: string[]): Record<string, Fault[]> {
  const entries = Object.entries(refusals).map(([name, befall]) => [
    name,
    names.includes(name) ? befall : befall.filter((fault) => fault !== "late"),
  ]);
  return Object.fromEntries(entries);
}

function named(definition: Bare[], path: string): Line[] {
  return definition.map((line, index): Line => {
    const name = `${path}${index}`;
    if (line.kind === "look") return { kind: "look", name };
    if (line.kind === "make") return { kind: "make", name, undo: line.undo };
    if (line.kind === "parallel") {
      return { kind: "parallel", branches: line.branches.map((branch, at) => named(branch, `${name}${"abc"[at]}.`)) };
    }
    // A child's label goes before the names of its steps.
    if (line.kind === "child") return { kind: "child", name: `${name}>`, definition: named(line.definition, "") };
    return line.kind === "id" ? { kind: "id" } : { kind: "noReturn" };
  });
}

/** Names of all steps of a plan, including its child runs. */
export const subjectsOf = (definition: Line[]): string[] => namesIn(definition, () => true);

/** Names of its changes. */
export const makesOf = (definition: Line[]): string[] => namesIn(definition, (line) => line.kind === "make");

const undoable = (definition: Line[]) => namesIn(definition, (line) => line.kind === "make" && line.undo);

function namesIn(definition: Line[], fits: (line: Line) => boolean): string[] {
  return definition.flatMap((line) => {
    if (line.kind === "parallel") return line.branches.flatMap((branch) => namesIn(branch, fits));
    if (line.kind === "child") return namesIn(line.definition, fits).map((name) => `${line.name}${name}`);
    return (line.kind === "look" || line.kind === "make") && fits(line) ? [line.name] : [];
  });
}
