import type { Workflow } from "@seller-orchestra/durable";
import type { Actions, Write } from "../../../services/contracts.ts";
import type { Step } from "../../../services/orchestra/workflow.ts";

/** A workflow as data, so that tests can generate it and send it to other processes. */
export type Line =
  | { kind: "look"; name: string }
  | { kind: "make"; name: string; undo: boolean }
  | { kind: "id" }
  | { kind: "noReturn" }
  | { kind: "parallel"; branches: Line[][] }
  | { kind: "child"; name: string; definition: Line[] };

interface PlanInput {
  /** What every subject of the run begins with. */
  label: string;
  definition: Line[];
  customer_id?: string;
}

declare module "../../../services/contracts.ts" {
  interface Actions {
    "orchestra.runPlan": { params: Write & PlanInput; result: Answer };
  }
}

interface Answer {
  label: string;
  /** What was read, in the order of the steps. */
  seen: number[];
}

/** Runs the plan in its input. */
export const runPlan: Workflow<Actions, "orchestra.runPlan"> = {
  name: "orchestra.runPlan",
  subject: ({ label }) => ({ store_id: 1, id: label }),
  async definition(step, { label, definition, customer_id }) {
    if (customer_id) step.tag({ customer_id });
    return { label, seen: await runLines(step, label, definition, []) };
  },
};

async function runLines(step: Step, label: string, definition: Line[], before: number[]): Promise<number[]> {
  const seen = [...before];
  for (const [place, line] of definition.entries()) {
    if (line.kind === "look") {
      seen.push((await step.read("targets.look", { subject: `${label}${line.name}` })).value);
    } else if (line.kind === "make") {
      const subject = `${label}${line.name}`;
      const undo = line.undo ? { action: "targets.unmake" as const, params: { subject } } : undefined;
      await step.call("targets.make", { subject, seen }, undo);
    } else if (line.kind === "id") {
      seen.push(numberOf(step.newId("req")));
    } else if (line.kind === "noReturn") {
      await step.pointOfNoReturn();
    } else if (line.kind === "parallel") {
      const forked = seen.length;
      const all = line.branches.map((branch, index) => runLines(step.scope(`${place}-${index}`), label, branch, seen));
      for (const branch of await Promise.all(all)) seen.push(...branch.slice(forked));
    } else {
      const child = await step.run(runPlan, { label: `${label}${line.name}`, definition: line.definition });
      seen.push(...child.seen);
    }
  }
  return seen;
}

const numberOf = (id: string) => Number.parseInt(id.slice(-8), 36);
