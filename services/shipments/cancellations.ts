import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import type { BookingRef } from "./couriers/courier.ts";
import { type Couriers, courierOf } from "./couriers/index.ts";
import { retryDelay } from "./shipments.rules.ts";
import { claimDue, type DueBooking, recordCancelled, recordFailure } from "./store/bookings.ts";

// Longer than a courier is waited for.
const leaseMs = 15_000;
const atOnce = 10;
const idleMs = 500;

/** What cancelling works with. */
export interface Cancelling {
  db: Database;
  couriers: Couriers;
  logger: Pick<Logger, "warn">;
  retryDelay?(tries: number): number;
}

/**
 * Asks couriers to cancel what was let go of, until each has. Any number of workers may run: each claims its own, and a
 * dead one's claims lapse. Answers how to stop.
 */
export function startCancellations(cancelling: Cancelling): () => Promise<void> {
  const stopping = new AbortController();
  const running = run(cancelling, stopping.signal);
  return async () => {
    stopping.abort();
    await running;
  };
}

/** Cancels what is due, or this booking if it is; answers how many were tried. What fails is tried again later. */
export async function cancelDue(cancelling: Cancelling, only?: BookingRef): Promise<number> {
  const due = await claimDue(cancelling.db, leaseMs, atOnce, only);
  await Promise.all(due.map((booking) => cancelOne(cancelling, booking)));
  return due.length;
}

async function run(cancelling: Cancelling, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const tried = await cancelDue(cancelling).catch((error) => {
      cancelling.logger.warn({ error: String(error) }, "bookings wait to be cancelled");
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
    logger.warn({ fulfillment, tries, error: String(error) }, "a courier did not cancel");
    await recordFailure(db, booking, String(error), (timing.retryDelay ?? retryDelay)(tries));
    return;
  }
  await recordCancelled(db, booking);
}
