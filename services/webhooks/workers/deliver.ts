import type { Logger } from "../../../mixins/core-instance.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { poller, type Worker } from "../../../mixins/jobs/poller.ts";
import { queue } from "../store/webhooks.ts";
import { Poster } from "./poster.ts";
import { Seats } from "./seats.ts";
import { serve } from "./serve.ts";

/** Timing and bounds of deliveries. */
const defaults = {
  /** How long a claim is good, in milliseconds; longer than any portion of deliveries may take. */
  leaseMs: 120_000,
  /** How long a worker serves one webhook before others have their turn. */
  turnMs: 20_000,
  /** How many deliveries one portion has, and how many of them are under way at once. */
  portion: 40,
  atOnce: 10,
  /** How many webhooks a process serves at once, those aside whose endpoint lets it wait for so long. */
  webhooks: 40,
  slowMs: 1_000,
  /** How many it serves at once with those. */
  most: 400,
};

export type Bounds = typeof defaults;

/**
 * Delivers events to webhooks. Each webhook is a queue of its own, which one worker at a time serves: an endpoint that
 * hangs holds up nothing but its own deliveries.
 */
export function deliver(
  db: Database,
  logger: Pick<Logger, "warn">,
  overrides: Partial<Bounds> = {},
  poster = new Poster(),
): Worker {
  const bounds = { ...defaults, ...overrides };
  const seats = new Seats(bounds, () => poller.wake(worker.name));
  const serving = new Set<Promise<void>>();

  async function run(signal: AbortSignal): Promise<number> {
    if (seats.free <= 0 || signal.aborted) return 0;
    const claimed = await queue.claim(db, bounds.leaseMs, { limit: seats.free });
    for (const webhook of claimed) {
      const seat = seats.take();
      const served = serve({ db, poster, bounds, seat, signal }, webhook).catch((error) => {
        // Its claim ends, and its deliveries are made again.
        logger.warn({ webhook: webhook.public_id, error: String(error) }, "deliveries of a webhook failed");
      });
      serving.add(served);
      served.finally(() => {
        serving.delete(served);
        seat.leave();
        if (!signal.aborted) poller.wake(worker.name);
      });
    }
    return claimed.length;
  }

  async function close(): Promise<void> {
    await Promise.all(serving);
    await poster.close();
  }

  const worker: Worker = { ...queue.worker(db, run), close };
  return worker;
}
