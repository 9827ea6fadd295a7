import { UnavailableError } from "../../../mixins/actions/errors.ts";
import type { Logger } from "../../../mixins/core-service.ts";
import type { ActionParams, ActionResult } from "../../contracts.ts";
import { releaseRun } from "../store/journal.ts";
import type { WorkflowName } from "./definition.ts";
import { isRefusal, LeaseLost, NonDeterminismError, Stopping, Stuck, toError, WorkflowFailure } from "./errors.ts";
import type { Run } from "./run.ts";
import type { RunChild, Workflow } from "./step.ts";
import { Step } from "./step.ts";

const unknownError = { type: "internal_error", code: 500, message: "" };

/** Executes a run from its definition, or from its compensation, to its end. Throws the error for the caller. */
export async function executeRun<Name extends WorkflowName>(
  flow: Workflow<Name>,
  run: Run,
  runChild: RunChild,
  logger: Pick<Logger, "warn" | "error">,
): Promise<ActionResult<Name>> {
  let result: ActionResult<Name>;
  try {
    if (run.record.state === "undoing") throw toError(run.record.error ?? unknownError);
    result = await flow.definition(new Step(run, runChild), run.record.input as ActionParams<Name>);
    if (run.isChild) await run.begin();
  } catch (error) {
    await run.close();
    if (run.lost) throw new LeaseLost();
    if (!run.begun) throw error;
    throw await orRelease(run, logger, () => endFailed(run, error, logger));
  }
  if (run.begun) await orRelease(run, logger, () => run.end("completed", { result }));
  return result;
}

// Returns the error for the caller.
async function endFailed(run: Run, error: unknown, logger: Pick<Logger, "error">): Promise<unknown> {
  if (error instanceof Stopping || error instanceof NonDeterminismError) throw error;
  if (error instanceof WorkflowFailure) {
    await run.end("failed", { error: error.cause, keyFree: run.isChild });
    return error.cause;
  }
  const canUndo = !(run.record.committed && run.changed);
  if (canUndo && (!run.changed || (await run.undo(error)))) {
    // A parent records the refusal itself, and retries with the same key when an operator resumes it.
    await run.end("failed", { error, keyFree: run.isChild || !isRefusal(error) });
    return error;
  }
  logger.error({ run: run.record.id, workflow: run.record.workflow, err: error }, "a workflow is stuck");
  await run.markStuck(error);
  return callerError(error, run.isChild);
}

// When the end cannot be written, another instance resumes the run, and the outcome is unknown to the caller.
async function orRelease<T>(run: Run, logger: Pick<Logger, "warn">, end: () => Promise<T>): Promise<T> {
  try {
    return await end();
  } catch (failure) {
    if (failure instanceof LeaseLost) throw failure;
    logger.warn({ run: run.record.id, error: String(failure) }, "a workflow is released");
    // After a NonDeterminismError the lease lapses by itself: the next instance may have the same definition.
    if (!(failure instanceof NonDeterminismError)) await releaseRun(run.context.db, run.record).catch(() => undefined);
    throw new UnavailableError("workflow");
  }
}

/** The error of a stuck run for its caller: the refusal that stopped it, but for a parent, which waits with it. */
export const callerError = (error: unknown, isChild: boolean) => (isRefusal(error) && !isChild ? error : new Stuck());
