import { setTimeout as wait } from "node:timers/promises";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { isRefusal, isStuck, NonDeterminismError } from "./errors.ts";

/** How steps are retried, in milliseconds. */
export interface RetryPolicy {
  /** One attempt of a step. */
  callTimeout: number;
  /** The first pause after an attempt with an unknown outcome, and the longest. */
  backoff: number;
  maxBackoff: number;
  /** How long steps before the point of no return are retried. */
  stepTimeout: number;
  /** How long later steps and compensations are retried before the run is stuck. */
  runTimeout: number;
  /** How many errors that are neither refusals nor unavailability a step may have. */
  maxFaults: number;
}

/**
 * Retries until there is an answer, always with the same key: the outcome of a time-out is unknown. `deadline` is read
 * after each attempt. Throws the refusal, `service_unavailable` at the deadline, the last fault when there were too many,
 * or the reason of the signal.
 */
export async function retry<T>(
  work: () => Promise<T>,
  deadline: () => number,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  let pause = policy.backoff;
  for (let faults = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      if (isRefusal(error) || isStuck(error) || error instanceof NonDeterminismError) throw error;
      if (!isUnavailable(error) && ++faults >= policy.maxFaults) throw error;
      signal.throwIfAborted();
      if (Date.now() + pause > deadline()) throw isUnavailable(error) ? new UnavailableError("workflow") : error;
    }
    await wait(pause * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    pause = Math.min(policy.maxBackoff, pause * 2);
  }
}

// An unavailable service may recover; any other error that is no refusal is a fault of the system.
function isUnavailable(error: unknown): boolean {
  const { type, code } = (error ?? {}) as { type?: unknown; code?: unknown };
  return (
    code === 503 || code === 504 || code === 429 || /^(REQUEST_|SERVICE_NOT_|service_unavailable)/.test(String(type))
  );
}
