import type { Logger } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import type { BookingRef } from "../couriers/courier.ts";
import { type Couriers, courierOf } from "../couriers/index.ts";
import { retryDelay } from "../shipments.rules.ts";
import { cancellations, type DueBooking, recordCancelled, recordFailure } from "../store/bookings.ts";

// Longer than the timeout of a courier call.
const leaseMs = 15_000;
const concurrency = 10;

/** The dependencies of a cancellation. */
export interface Cancelling {
  db: Database;
  couriers: Couriers;
  logger: Pick<Logger, "warn">;
  retryDelay?(tries: number): number;
}

/** Cancels queued bookings at their couriers, each until its courier has accepted. */
export const cancelBookings = (cancelling: Cancelling): Worker =>
  cancellations.worker(cancelling.db, () => cancelDue(cancelling));

/** Cancels the due bookings, or only this one if it is due; returns how many were tried. Failures are retried. */
export const cancelDue = (cancelling: Cancelling, only?: BookingRef): Promise<number> =>
  cancellations.work(cancelling.db, leaseMs, { limit: concurrency, only: only && refOf(only) }, (booking) =>
    cancelOne(cancelling, booking),
  );

const refOf = ({ store_id, fulfillment_id }: BookingRef) => ({ store_id, fulfillment_id });

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
