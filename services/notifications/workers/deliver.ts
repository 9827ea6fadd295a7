import { withDeadline } from "@seller-orchestra/durable";
import type { Logger } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { Undeliverable } from "../couriers/courier.ts";
import type { Couriers } from "../couriers/index.ts";
import { maxTries, retryDelay } from "../notifications.rules.ts";
import { markFailed, markSent, type QueuedMessage, queue } from "../store/queue.ts";

/** Timing of deliveries, in milliseconds. */
export interface Timing {
  /** How long a claim is good; longer than any delivery may take. */
  lease: number;
  delivery: number;
  /** How often an idle worker looks for messages of other processes. */
  idle: number;
  retryDelay(tries: number): number;
}

const defaults: Timing = { lease: 60_000, delivery: 40_000, idle: 1_000, retryDelay };
const concurrency = 10;

type Log = Pick<Logger, "warn">;

/** Delivers messages as they come due. */
export function deliver(db: Database, couriers: Couriers, logger: Log, overrides: Partial<Timing> = {}): Worker {
  const timing = { ...defaults, ...overrides };
  const attempt = attempts(db, couriers, logger, timing);
  const run = () => queue.work(db, timing.lease, { limit: concurrency }, attempt);
  const close = () => {
    for (const courier of Object.values(couriers)) courier.close?.();
  };
  return { ...queue.worker(db, run, timing.idle), close };
}

/** Makes the function that tries to deliver one claimed message, and records what came of it. */
export const attempts = (db: Database, couriers: Couriers, logger: Log, timing: Timing = defaults) =>
  async function attempt(message: QueuedMessage): Promise<void> {
    try {
      assertDeliverable(message);
      // This process may have been frozen since the claim: another may have sent it, or its customer been erased.
      if (!(await queue.holds(db, message))) return;
      const late = () => new Error(`No answer in ${timing.delivery / 1000} s.`);
      await withDeadline(couriers[message.channel].deliver(message), timing.delivery, late);
    } catch (error) {
      const last = error instanceof Undeliverable || message.tries >= maxTries;
      const reason = error instanceof Error ? error.message : String(error);
      await markFailed(db, message, reason, last ? null : timing.retryDelay(message.tries));
      logger.warn({ notification: message.public_id, tries: message.tries, last }, "a message was not delivered");
      return;
    }
    await markSent(db, message);
  };

function assertDeliverable({ tries, good_until }: QueuedMessage): void {
  // The last try may have ended with its worker, and so without an outcome.
  if (tries > maxTries) throw new Undeliverable(`Delivery was begun ${maxTries} times and never ended.`);
  if (good_until !== null && good_until <= Date.now()) throw new Undeliverable("It is of no use any more.");
}
