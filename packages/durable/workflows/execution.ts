import {
  DurableError,
  LeaseLost,
  NonDeterminismError,
  Parked,
  Stopping,
  Stuck,
  Unavailable,
  WorkflowFailure,
} from "../errors.ts";
import type { ActionMap, WriteName } from "./actions.ts";
import { compensate } from "./compensation.ts";
import { recordUnfit, releaseRun } from "./journal.ts";
import type { Run } from "./run.ts";
import { type RunChild, Step, type Workflow } from "./step.ts";
import { type Unfit, unfitError } from "./unfit.ts";
import { parkRun } from "./waiting.ts";

const unknownError = { type: "internal_error", code: 500, message: "" };

/**
 * Executes a run from its definition, or from its compensation, to its end, or until it waits. Throws the error for the
 * caller, or Parked.
 */
export async function executeRun<A extends ActionMap<A>, Name extends WriteName<A>>(
  flow: Workflow<A, Name>,
  run: Run,
  runChild: RunChild<A>,
): Promise<A[Name]["result"]> {
  let result: A[Name]["result"];
  try {
    if (run.record.state === "undoing") throw new DurableError(run.record.error ?? unknownError);
    result = await flow.definition(new Step(run, runChild), run.record.input as A[Name]["params"]);
    run.steps.assertAllAsked();
    if (run.isChild) await run.begin();
  } catch (error) {
    await run.close();
    if (run.lost) throw new LeaseLost();
    if (!run.begun) throw error;
    const failure = await orRelease(run, () => (error instanceof Parked ? park(run, error) : endFailed(run, error)));
    if (run.record.result !== undefined) return run.record.result as A[Name]["result"];
    throw failure;
  }
  if (run.begun) await orRelease(run, () => run.end("completed", { result }));
  return run.record.result === undefined ? result : (run.record.result as A[Name]["result"]);
}

async function park(run: Run, parked: Parked): Promise<Parked> {
  await run.save();
  await parkRun(run.context.store, run.record, parked);
  return parked;
}

// Returns the error for the caller.
async function endFailed(run: Run, error: unknown): Promise<unknown> {
  if (error instanceof Stopping) throw error;
  if (error instanceof NonDeterminismError) return leaveUnfit(run, "workflow_changed", error.message);
  if (error instanceof WorkflowFailure) {
    await run.end("failed", { error: error.cause, keyFree: run.isChild });
    return error.cause;
  }
  const canUndo = !(run.record.committed && run.changed);
  if (canUndo && (!run.changed || (await compensate(run, error)))) {
    // A parent records the refusal itself, and retries with the same key when an operator resumes it.
    await run.end("failed", { error, keyFree: run.isChild || !run.isRefusal(error) });
    return error;
  }
  run.context.logger.error({ run: run.record.id, workflow: run.record.workflow, err: error }, "a workflow is stuck");
  await run.markStuck(error);
  return callerError(run, error);
}

/**
 * Leaves a run for which this process has no fit code to one that has: during a deploy, another version of the code runs
 * elsewhere. After a time it becomes stuck. Returns the error for the caller.
 */
export async function leaveUnfit(run: Run, reason: Unfit, message: string): Promise<Error> {
  const { store, logger, timing } = run.context;
  if (reason === "workflow_taken_up_too_often") return giveUp(run, reason, message);
  const unfitMs = await recordUnfit(store, run.record);
  if (unfitMs >= timing.unfitTimeout) return giveUp(run, reason, message);
  logger.warn({ run: run.record.id, reason: message }, "a workflow waits for code that fits it");
  await releaseRun(store, run.record, timing.lease * unfitLeases);
  return new Unavailable();
}

/** Leaves a run to an operator although no step of it was refused. Returns the error for the caller. */
async function giveUp(run: Run, reason: Unfit, message: string): Promise<Error> {
  const error = unfitError(reason, message, run.record);
  run.context.logger.error({ run: run.record.id, workflow: run.record.workflow, err: error }, "a workflow is stuck");
  await run.markStuck(error);
  return new Stuck();
}

// How many leases an unfit run rests before the next instance tries it.
const unfitLeases = 5;

// When the end cannot be written, another instance resumes the run, and the outcome is unknown to the caller.
async function orRelease<T>(run: Run, end: () => Promise<T>): Promise<T> {
  try {
    return await end();
  } catch (failure) {
    if (failure instanceof LeaseLost) throw failure;
    run.context.logger.warn({ run: run.record.id, error: String(failure) }, "a workflow is released");
    await releaseRun(run.context.store, run.record).catch(() => undefined);
    throw new Unavailable();
  }
}

/**
 * The error of a stuck run for its caller. Behind its point of no return the outcome is not known before an operator has
 * resumed it; before that the refusal that stopped it stands, whatever becomes of its compensation. A parent waits with it.
 */
export const callerError = (run: Pick<Run, "isRefusal" | "isChild" | "record">, error: unknown) =>
  run.isRefusal(error) && !run.isChild && !run.record.committed ? error : new Stuck();
