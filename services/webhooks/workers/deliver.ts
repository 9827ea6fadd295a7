import type { Logger } from "../../../mixins/core-instance.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { poller, type Worker } from "../../../mixins/jobs/poller.ts";
import { queue } from "../store/webhooks.ts";
import { type Bounds, defaultBounds } from "./bounds.ts";
import { Poster } from "./poster.ts";
import { Seats } from "./seats.ts";
import { serve } from "./serve.ts";

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
  const bounds = { ...defaultBounds, ...overrides };
  const seats = new Seats(bounds, () => poller.wake(worker.name));
  const serving = new Set<Promise<void>>();

  async function run(signal: AbortSignal): Promise<number> {
    if (seats.free <= 0 || signal.aborted) return 0;
    const claimed = await queue.claim(db, bounds.leaseMs, { limit: seats.free });
    for (const webhook of claimed) {
      const seat = seats.take();
      const served = serve({ db, poster, bounds, seat, signal }, webhook).catch(async (error) => {
        logger.warn({ webhook: webhook.public_id, error: String(error) }, "deliveries of a webhook failed");
        // Soon, and not only when its claim ends. What was sent and not written is sent again.
        await queue.postpone(db, webhook, Date.now() + bounds.againMs).catch(() => undefined);
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
