import type { Logger } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import type { BookingRef } from "../couriers/courier.ts";
import { type Couriers, courierOf } from "../couriers/index.ts";
import { retryDelay } from "../shipments.rules.ts";
import { cancellations, type DueBooking, recordCancelled, recordFailure } from "../store/bookings.ts";

// Longer than a courier is waited for.
const leaseMs = 15_000;
const concurrency = 10;

/** What cancelling works with. */
export interface Cancelling {
  db: Database;
  couriers: Couriers;
  logger: Pick<Logger, "warn">;
  retryDelay?(tries: number): number;
}

/** Asks couriers to cancel bookings that were let go of, until each has. */
export const cancelBookings = (cancelling: Cancelling): Worker =>
  cancellations.worker(cancelling.db, () => cancelDue(cancelling));

/** Cancels what is due, or this booking if it is; answers how many were tried. What fails is tried again later. */
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
