import fc from "fast-check";
import type { Fault } from "./deeds.ts";
import type { Line } from "./definition.ts";
import type { Moment } from "./engines.ts";

/** A story, and all that goes wrong as it is told: by the names of its steps. */
export interface Plan {
  definition: Line[];
  faults: Record<string, Fault[]>;
  deaths: Record<string, Moment>;
}

type Bare =
  | { tell: "look" | "id" | "noReturn" }
  | { tell: "make"; undo: boolean }
  | { tell: "beside"; branches: Bare[][] }
  | { tell: "child"; definition: Bare[] };

const leaf: fc.Arbitrary<Bare> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Bare>({ tell: "look" }) },
  { weight: 6, arbitrary: fc.constant<Bare>({ tell: "make", undo: true }) },
  { weight: 2, arbitrary: fc.constant<Bare>({ tell: "make", undo: false }) },
  { weight: 1, arbitrary: fc.constant<Bare>({ tell: "id" }) },
  { weight: 1, arbitrary: fc.constant<Bare>({ tell: "noReturn" }) },
);

const bareStory: fc.Arbitrary<Bare[]> = fc.letrec<{ line: Bare; definition: Bare[] }>((tie) => ({
  line: fc.oneof(
    { maxDepth: 2 },
    { weight: 8, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc
        .array(tie("definition"), { minLength: 2, maxLength: 3 })
        .map((branches): Bare => ({ tell: "beside", branches })),
    },
    { weight: 1, arbitrary: tie("definition").map((definition): Bare => ({ tell: "child", definition })) },
  ),
  definition: fc.array(tie("line"), { minLength: 1, maxLength: 4 }),
})).definition;

const trouble: fc.Arbitrary<Fault[]> = fc.array(fc.constantFrom<Fault>("away", "unanswered", "late", "twice", "none"), {
  minLength: 1,
  maxLength: 3,
});
const refusal: fc.Arbitrary<Fault[]> = fc.oneof(
  fc.constant<Fault[]>(["refuse"]),
  trouble.map((faults): Fault[] => [...faults, "refuse"]),
);
const moment = fc.constantFrom<Moment>("before", "during", "after");

/** Stories with what goes wrong: about one in two has a step that is refused, nearly every one has something. */
export const plans: fc.Arbitrary<Plan> = fc
  .array(bareStory, { minLength: 1, maxLength: 2 })
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
    if (line.tell === "look") return { tell: "look", name };
    if (line.tell === "make") return { tell: "make", name, undo: line.undo };
    if (line.tell === "beside") {
      return { tell: "beside", branches: line.branches.map((branch, at) => named(branch, `${name}${"abc"[at]}.`)) };
    }
    // A child's label goes before the names of its steps.
    if (line.tell === "child") return { tell: "child", name: `${name}>`, definition: named(line.definition, "") };
    return line.tell === "id" ? { tell: "id" } : { tell: "noReturn" };
  });
}

/** Names of all steps of a story, those of its children with theirs. */
export const subjectsOf = (definition: Line[]): string[] => namesIn(definition, () => true);

/** Names of its changes. */
export const makesOf = (definition: Line[]): string[] => namesIn(definition, (line) => line.tell === "make");

const undoable = (definition: Line[]) => namesIn(definition, (line) => line.tell === "make" && line.undo);

function namesIn(definition: Line[], fits: (line: Line) => boolean): string[] {
  return definition.flatMap((line) => {
    if (line.tell === "beside") return line.branches.flatMap((branch) => namesIn(branch, fits));
    if (line.tell === "child") return namesIn(line.definition, fits).map((name) => `${line.name}${name}`);
    return (line.tell === "look" || line.tell === "make") && fits(line) ? [line.name] : [];
  });
}
