import type { Database } from "../../../mixins/db/database.ts";
import type { ActionName, ActionParams, Call, Write } from "../../contracts.ts";
import type { RunTiming } from "./timing.ts";

/** Names of actions that change state: those with an idempotency key. */
export type WriteName = { [Name in ActionName]: ActionParams<Name> extends Write ? Name : never }[ActionName];

/** Parameters of a step's action without the idempotency key, which the runner adds. */
export type StepParams<Name extends ActionName> = Omit<ActionParams<Name>, "idempotency_key">;

/** Names of workflows. */
export type WorkflowName = Extract<WriteName, `orchestra.${string}`>;

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
