import { setTimeout as wait } from "node:timers/promises";
import { isStuck, NonDeterminismError, Parked, Unavailable } from "../errors.ts";
import type { ErrorKind } from "./context.ts";
import type { RetryPolicy } from "./timing.ts";

/**
 * Retries until there is an answer, always with the same key: the outcome of a time-out is unknown. `deadline` is read
 * after each attempt. Throws the refusal, `service_unavailable` at the deadline, the last fault when there were too many,
 * or the reason of the signal.
 */
export async function retry<T>(
  work: () => Promise<T>,
  deadline: () => number,
  { timing: policy, kindOf }: { timing: RetryPolicy; kindOf(error: unknown): ErrorKind },
  signal: AbortSignal,
): Promise<T> {
  let pause = policy.backoff;
  for (let faults = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      const kind = kindOf(error);
      if (kind === "refused" || isStuck(error)) throw error;
      if (error instanceof NonDeterminismError || error instanceof Parked) throw error;
      if (kind === "fault" && ++faults >= policy.maxFaults) throw error;
      signal.throwIfAborted();
      if (Date.now() + pause > deadline()) throw kind === "fault" ? error : new Unavailable();
    }
    await wait(pause * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    pause = Math.min(policy.maxBackoff, pause * 2);
  }
}
