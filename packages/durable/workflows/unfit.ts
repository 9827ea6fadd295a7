import { DurableError, type PlainError } from "../errors.ts";
import type { RunRecord, RunState } from "./record.ts";

// Why the engine itself gave a run to an operator; `data` has what it was doing, to be gone on with.
const reasons = ["workflow_changed", "workflow_unknown", "workflow_taken_up_too_often"] as const;

/** Why no code can go on with a run. */
export type Unfit = (typeof reasons)[number];

interface Before {
  state: "running" | "undoing";
  error: PlainError | null;
}

/** The reason with which a run becomes stuck although no step of it was refused. */
export function unfitError(type: Unfit, message: string, { state, error }: RunRecord): DurableError {
  const before = { state: state === "undoing" ? "undoing" : "running", error } satisfies Before;
  return new DurableError({ type, code: 500, message, data: before });
}

/** How a stuck run goes on when an operator resumes it. One that was refused before its point of no return is undone. */
export function stuckFrom({ committed, error }: RunRecord): { state: RunState; error: PlainError | null } {
  if (error && (reasons as readonly string[]).includes(error.type)) return error.data as Before;
  return { state: committed ? "running" : "undoing", error };
}
