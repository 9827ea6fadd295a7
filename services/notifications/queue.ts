import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { Undeliverable } from "./couriers/courier.ts";
import type { Couriers } from "./couriers/index.ts";
import { maxTries, retryDelay } from "./notifications.rules.ts";
import { claimDue, markFailed, markSent, type QueuedMessage } from "./store/queue.ts";

/** Intervals of the queue, in milliseconds. */
export interface Timing {
  /** The lease of a claim; longer than any delivery takes. */
  lease: number;
  delivery: number;
  /** The pause of an idle worker between polls. */
  idle: number;
  retryDelay(tries: number): number;
}

const timing: Timing = { lease: 60_000, delivery: 40_000, idle: 250, retryDelay };
const atOnce = 10;

/**
 * Delivers due messages. Any number of workers may run: each claims its own messages, and the claims of a crashed one
 * expire.
 */
export class DeliveryQueue {
  readonly #db: Database;
  readonly #couriers: Couriers;
  readonly #logger: Pick<Logger, "warn">;
  readonly #timing: Timing;
  readonly #stopping = new AbortController();

  constructor(db: Database, couriers: Couriers, logger: Pick<Logger, "warn">, overrides: Partial<Timing> = {}) {
    this.#db = db;
    this.#couriers = couriers;
    this.#logger = logger;
    this.#timing = { ...timing, ...overrides };
  }

  /** Starts the queue. Returns the function that stops it, which waits for running deliveries. */
  start(): () => Promise<void> {
    const running = this.#run();
    return async () => {
      this.#stopping.abort();
      await running;
      for (const courier of Object.values(this.#couriers)) courier.close?.();
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const delivered = await this.#pass().catch((error) => {
        this.#logger.warn({ error: String(error) }, "messages could not be delivered");
        return 0;
      });
      if (delivered === 0) await pause(this.#timing.idle, this.#stopping.signal);
    }
  }

  async #pass(): Promise<number> {
    const messages = await claimDue(this.#db, atOnce, this.#timing.lease);
    const outcomes = await Promise.allSettled(messages.map((message) => this.#deliver(message)));
    const unrecorded = outcomes.find((outcome) => outcome.status === "rejected");
    if (unrecorded) throw unrecorded.reason;
    return messages.length;
  }

  async #deliver(message: QueuedMessage): Promise<void> {
    try {
      // The worker of the last attempt may have crashed before it recorded an outcome.
      if (message.tries > maxTries)
        throw new Undeliverable(`Delivery was attempted ${maxTries} times without an outcome.`);
      if (message.good_until !== null && message.good_until <= Date.now())
        throw new Undeliverable("It is of no use any more.");
      await withDeadline(this.#couriers[message.channel].deliver(message), this.#timing.delivery);
    } catch (error) {
      const last = error instanceof Undeliverable || message.tries >= maxTries;
      const reason = error instanceof Error ? error.message : String(error);
      await markFailed(this.#db, message, reason, last ? null : this.#timing.retryDelay(message.tries));
      this.#logger.warn({ notification: message.public_id, tries: message.tries, last }, "a message was not delivered");
      return;
    }
    await markSent(this.#db, message);
  }
}

function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`No answer in ${ms / 1000} s.`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

// Stopping ends the pause.
const pause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => undefined);
