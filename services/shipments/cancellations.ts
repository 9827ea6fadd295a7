import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { BookingRef } from "./couriers/courier.ts";
import { type Couriers, courierOf } from "./couriers/index.ts";
import { retryDelay } from "./shipments.rules.ts";
import { claimDue, type DueBooking, recordCancelled, recordFailure } from "./store/bookings.ts";

// Longer than the timeout of a courier.
const leaseMs = 15_000;
const atOnce = 10;
const idleMs = 500;

/** The dependencies of the cancellation queue. */
export interface Cancelling {
  db: Database;
  couriers: Couriers;
  logger: Pick<Logger, "warn">;
  retryDelay?(tries: number): number;
}

/**
 * Cancels queued bookings at their couriers until each succeeds. Any number of workers may run: each claims its own
 * bookings, and the claims of a crashed one expire. Returns the function that stops it.
 */
export function startCancellations(cancelling: Cancelling): () => Promise<void> {
  const stopping = new AbortController();
  const running = run(cancelling, stopping.signal);
  return async () => {
    stopping.abort();
    await running;
  };
}

/** Cancels due bookings, or only the given one when due; returns the number of attempts. Failures are retried later. */
export async function cancelDue(cancelling: Cancelling, only?: BookingRef): Promise<number> {
  const due = await claimDue(cancelling.db, leaseMs, atOnce, only);
  await Promise.all(due.map((booking) => cancelOne(cancelling, booking)));
  return due.length;
}

async function run(cancelling: Cancelling, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const tried = await cancelDue(cancelling).catch((error) => {
      cancelling.logger.warn({ error: String(error) }, "due bookings could not be cancelled");
      return 0;
    });
    if (tried === 0) await wait(idleMs, undefined, { signal }).catch(() => undefined);
  }
}

async function cancelOne({ db, couriers, logger, ...timing }: Cancelling, booking: DueBooking): Promise<void> {
  try {
    await courierOf(couriers, booking.provider_id).cancel(booking);
  } catch (error) {
    const { fulfillment_id: fulfillment, tries } = booking;
    logger.warn({ fulfillment, tries, error: String(error) }, "a courier did not cancel a booking");
    await recordFailure(db, booking, String(error), (timing.retryDelay ?? retryDelay)(tries));
    return;
  }
  await recordCancelled(db, booking);
}
