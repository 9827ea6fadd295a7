import type { RetryPolicy } from "./retry.ts";

/** Retry policy and lease of a run, in milliseconds. */
export interface RunTiming extends RetryPolicy {
  /** How long an instance holds a run without renewing its lease. */
  lease: number;
}

/** Timing of an engine, in milliseconds. */
export interface EngineTiming extends RunTiming {
  /** How often the engine looks for lapsed leases. */
  poll: number;
  /** How often ended runs are removed, and how long after their end. */
  cleanup: number;
  retention: number;
}

const hour = 3600 * 1000;

/** The timing by default. `retention` is as long as services keep an idempotency key. */
export const engineTiming: EngineTiming = {
  callTimeout: 4_500,
  backoff: 50,
  maxBackoff: 3_000,
  stepTimeout: 7_000,
  runTimeout: 24 * hour,
  maxFaults: 20,
  lease: 3_000,
  poll: 1_000,
  cleanup: hour / 6,
  retention: 25 * hour,
};
