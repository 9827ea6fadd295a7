import type { Database } from "../../../mixins/db/database.ts";
import type { ActionName, ActionParams, Call, Write } from "../../contracts.ts";
import type { RetryPolicy } from "./retry.ts";

/** Names of actions that change something: those that take a key. */
export type WriteName = { [Name in ActionName]: ActionParams<Name> extends Write ? Name : never }[ActionName];

/** What an action takes beside its key. */
export type StepParams<Name extends ActionName> = Omit<ActionParams<Name>, "idempotency_key">;

/** Names of workflows. */
export type WorkflowName = Extract<WriteName, `orchestra.${string}`>;

/** How a run keeps time, in milliseconds. */
export interface RunTiming extends RetryPolicy {
  /** How long an instance is believed to live after it was last heard of. */
  lease: number;
}

/** What a run works with. */
export interface RunContext {
  db: Database;
  call: Call;
  timing: RunTiming;
  stopping: AbortSignal;
}
