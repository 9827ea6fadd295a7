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

/** Retry policy and lease of a run, in milliseconds. */
export interface RunTiming extends RetryPolicy {
  /** How long an instance holds a run without renewing its lease. */
  lease: number;
  /** How long a run waits for code that fits it, as a deploy takes, before it is stuck. */
  unfitTimeout: number;
  /** How often a run is taken up before it is stuck: it may be what its processes die of. */
  maxTakeUps: number;
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
  unfitTimeout: hour / 6,
  maxTakeUps: 100,
  poll: 1_000,
  cleanup: hour / 6,
  retention: 25 * hour,
};
