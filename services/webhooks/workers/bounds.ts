/** Timing and bounds of deliveries. */
export const defaultBounds = {
  /** How long a claim is good, in milliseconds; longer than any portion of deliveries may take. */
  leaseMs: 120_000,
  /** When a webhook is served again whose outcomes could not be written. */
  againMs: 2_000,
  /** How long a worker serves one webhook before others have their turn. */
  turnMs: 8_000,
  /** How many deliveries one portion has, and how many of them are under way at once. */
  portion: 40,
  atOnce: 10,
  /**
   * How many webhooks a process serves at once, those aside whose endpoint lets it wait for so long. With more, what is under
   * way lives until it is promoted to the old generation.
   */
  webhooks: 8,
  slowMs: 100,
  /** How many it serves at once with those. */
  most: 400,
};

export type Bounds = typeof defaultBounds;
