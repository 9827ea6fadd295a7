import { DurableError, type PlainError } from "../errors.ts";
import type { RunRecord, RunState } from "./record.ts";

// Why the engine itself gave a run to an operator; `data` has what it was doing, to be gone on with.
const reasons = ["workflow_changed", "workflow_unknown", "workflow_taken_up_too_often"] as const;

/** Why no code can go on with a run. */
export type Unfit = (typeof reasons)[number];

/** Why no code of this process may go on with a run that it took up, if so. */
export function whyUnfit(
  { workflow, version, taken_up }: RunRecord,
  flow: { version?: number; oldest?: number } | undefined,
  maxTakeUps: number,
): { reason: Unfit; message: string } | undefined {
  if (taken_up > maxTakeUps) {
    const message = `It was taken up ${taken_up - 1} times and has not come to an end.`;
    return { reason: "workflow_taken_up_too_often", message };
  }
  if (!flow) return { reason: "workflow_unknown", message: `There is no workflow ${workflow}.` };
  const { version: latest = 1, oldest = 1 } = flow;
  if (version >= oldest && version <= latest) return undefined;
  const message = `It began with version ${version} of ${workflow}; the code has versions ${oldest} to ${latest}.`;
  return { reason: "workflow_changed", message };
}

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
