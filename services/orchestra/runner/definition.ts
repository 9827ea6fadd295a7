import type { Database } from "../../../mixins/db/database.ts";
import type { ActionName, ActionParams, ActionResult, Call, Write } from "../../contracts.ts";
import type { Step } from "./step.ts";
import type { RunTiming } from "./timing.ts";

/** Names of actions that change state: those with an idempotency key. */
export type WriteName = { [Name in ActionName]: ActionParams<Name> extends Write ? Name : never }[ActionName];

/** Parameters of a step's action without the idempotency key, which the runner adds. */
export type StepParams<Name extends ActionName> = Omit<ActionParams<Name>, "idempotency_key">;

/** Names of workflows. */
export type WorkflowName = Extract<WriteName, `orchestra.${string}`>;

/** A workflow: its name, the subject of a run, and its definition. */
export interface Workflow<Name extends WorkflowName = WorkflowName> {
  name: Name;
  subject(input: ActionParams<Name>): { store_id: number; id: string };
  definition(step: Step, input: ActionParams<Name>): Promise<ActionResult<Name>>;
}

/** Runs another workflow as a step of this one. */
export type RunChild = <Name extends WorkflowName>(
  flow: Workflow<Name>,
  input: ActionParams<Name>,
) => Promise<ActionResult<Name>>;

/** The action that compensates a change; the runner adds the key of the step that it undoes. */
export interface Undo<Name extends WriteName = WriteName> {
  action: Name;
  params: Omit<StepParams<Name>, "undoes">;
}

/** What a run depends on. */
export interface RunContext {
  db: Database;
  call: Call;
  timing: RunTiming;
  /** Aborted when this process shuts down. */
  stopping: AbortSignal;
}
