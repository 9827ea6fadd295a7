import { setTimeout as wait } from "node:timers/promises";
import { Errors } from "moleculer";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import type { PlainError } from "../store/journal.ts";

/** How the runner keeps time, in milliseconds. */
export interface RetryPolicy {
  /** One try of a step. */
  call: number;
  /** The first pause after a try whose outcome is unknown, and the longest. */
  pause: number;
  longestPause: number;
  /** How long steps before the point of no return are tried. */
  stepTimeout: number;
  /** How long those after it are, and undoings, before somebody has to look. */
  runTimeout: number;
  /** How often a step may fail for no reason that a client could mend. */
  faults: number;
}

export const retryPolicy: RetryPolicy = {
  call: 4_500,
  pause: 50,
  longestPause: 3_000,
  stepTimeout: 7_000,
  runTimeout: 24 * 3600 * 1000,
  faults: 20,
};

/** True for an answer that asking again will not change: the step was refused, and did nothing. */
export function isRefusal(error: unknown): boolean {
  const { code, type } = (error ?? {}) as { code?: unknown; type?: unknown };
  return typeof code === "number" && code >= 400 && code < 500 && /^[a-z][a-z_]*$/.test(String(type));
}

// What is away or slow may come back; anything else that is no refusal is a fault of ours.
const isUnavailable = (error: unknown) => {
  const { type, code } = (error ?? {}) as { type?: unknown; code?: unknown };
  return (
    code === 503 || code === 504 || code === 429 || /^(REQUEST_|SERVICE_NOT_|service_unavailable)/.test(String(type))
  );
};

/** A run that waits for its operator: asking again does not help. */
export class Stuck extends Errors.MoleculerError {
  constructor() {
    super("A workflow waits for its operator.", 500, stuckType);
  }
}

const stuckType = "workflow_stuck";

/** True for the error of a run, or of a part of one, that waits for its operator. */
export const isStuck = (error: unknown): boolean => (error as { type?: unknown } | null)?.type === stuckType;

/** How a story ends that has put right by itself what it had done: with this refusal, and with nothing to undo. */
export class WorkflowFailure extends Error {
  constructor(cause: unknown) {
    super("The story ends with a refusal.", { cause });
  }
}

/** This process tells another story than the run began with: it waits for one that tells its own. */
export class NonDeterminismError extends Error {}

/** Why a run is let go of in the middle of it: this process ends, and the run is somebody else's from here. */
export class Stopping extends UnavailableError {
  constructor() {
    super("workflow");
  }
}

/**
 * Asks until there is an answer: a time-out is unknown, not failed, so the same is asked again with the same key.
 * Throws the refusal, `service_unavailable` at the deadline, after so many faults the fault, or why it is to stop.
 */
export async function retry<T>(
  work: () => Promise<T>,
  deadline: number,
  timing: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  let pause = timing.pause;
  for (let faults = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      if (isRefusal(error) || isStuck(error) || error instanceof NonDeterminismError) throw error;
      if (!isUnavailable(error) && ++faults >= timing.faults) throw error;
      signal.throwIfAborted();
      if (Date.now() + pause > deadline) throw isUnavailable(error) ? new UnavailableError("workflow") : error;
    }
    await wait(pause * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    pause = Math.min(timing.longestPause, pause * 2);
  }
}

/** An error as the journal keeps it. */
export function toPlain(error: unknown): PlainError {
  const { type, code, message, data } = (error ?? {}) as Partial<PlainError>;
  return { type: type ?? "internal_error", code: typeof code === "number" ? code : 500, message: message ?? "", data };
}

/** The error that the journal kept, to be thrown again. */
export function toError({ type, code, message, data }: PlainError): Error {
  return new Errors.MoleculerError(message, code, type, data);
}
