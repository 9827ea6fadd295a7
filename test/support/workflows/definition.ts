import type { Workflow } from "@seller-orchestra/durable";
import type { Actions, Write } from "../../../services/contracts.ts";
import type { Step } from "../../../services/orchestra/workflow.ts";

/** A story as data, so that tests can make them up and other processes can be told them. */
export type Line =
  | { tell: "look"; name: string }
  | { tell: "make"; name: string; undo: boolean }
  | { tell: "id" }
  | { tell: "noReturn" }
  | { tell: "beside"; branches: Line[][] }
  | { tell: "child"; name: string; definition: Line[] };

interface Told {
  /** What every subject of the run begins with. */
  label: string;
  definition: Line[];
  customer_id?: string;
}

declare module "../../../services/contracts.ts" {
  interface Actions {
    "orchestra.tellStory": { params: Write & Told; result: Answer };
  }
}

interface Answer {
  label: string;
  /** What was read, in the order of the story. */
  seen: number[];
}

/** Tells whatever story it is given. */
export const tellStory: Workflow<Actions, "orchestra.tellStory"> = {
  name: "orchestra.tellStory",
  subject: ({ label }) => ({ store_id: 1, id: label }),
  async definition(step, { label, definition, customer_id }) {
    if (customer_id) step.tag({ customer_id });
    return { label, seen: await tell(step, label, definition, []) };
  },
};

async function tell(step: Step, label: string, definition: Line[], before: number[]): Promise<number[]> {
  const seen = [...before];
  for (const [place, line] of definition.entries()) {
    if (line.tell === "look") {
      seen.push((await step.read("deeds.look", { subject: `${label}${line.name}` })).value);
    } else if (line.tell === "make") {
      const subject = `${label}${line.name}`;
      const undo = line.undo ? { action: "deeds.unmake" as const, params: { subject } } : undefined;
      await step.call("deeds.make", { subject, seen }, undo);
    } else if (line.tell === "id") {
      seen.push(numberOf(step.newId("req")));
    } else if (line.tell === "noReturn") {
      await step.pointOfNoReturn();
    } else if (line.tell === "beside") {
      const forked = seen.length;
      const all = line.branches.map((branch, index) => tell(step.scope(`${place}-${index}`), label, branch, seen));
      for (const branch of await Promise.all(all)) seen.push(...branch.slice(forked));
    } else {
      const child = await step.run(tellStory, { label: `${label}${line.name}`, definition: line.definition });
      seen.push(...child.seen);
    }
  }
  return seen;
}

const numberOf = (id: string) => Number.parseInt(id.slice(-8), 36);
