import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import type { BookingRef } from "../couriers/courier.ts";
import { fail } from "../shipments.errors.ts";

/**
 * `asked` before the courier is called, `booked` with the fulfilment, `cancelling` until the courier has cancelled it.
 */
type BookingState = "asked" | "booked" | "cancelling" | "cancelled";

/** A booking that is due to be cancelled at its courier. */
export interface DueBooking extends BookingRef {
  provider_id: string;
  tries: number;
}

/** Bookings that their couriers are to cancel. One that is let go of again meanwhile has other `tries`, and stays due. */
export const cancellations = new DueQueue<DueBooking>({
  worker: "shipments.cancelBookings",
  table: "courier_bookings",
  key: ["store_id", "fulfillment_id"],
  columns: ["provider_id"],
  where: "state = 'cancelling' AND provider_id IS NOT NULL",
  due: "due_at",
  claim: { until: "due_at", tries: "tries" },
});

const mine = "WHERE store_id = ? AND fulfillment_id = ?";

/**
 * Records the intent to book a courier, with the request and the provider. Returns the error that forbids it: when the
 * step was undone, has ended already, or the id belongs to another request.
 */
export function intend(
  db: Database,
  { store_id, fulfillment_id }: BookingRef,
  provider_id: string,
  asked_by: string,
): Promise<Error | undefined> {
  return transaction(db, async (tx) => {
    await insertOnce(db, tx, { store_id, fulfillment_id }, provider_id, asked_by, "asked");
    const sql = `SELECT state, asked_by FROM courier_bookings ${mine} ${db.forUpdate}`;
    const known = await db.row<{ state: BookingState; asked_by: string }>(sql, [store_id, fulfillment_id], tx);
    if (known?.asked_by !== asked_by || known.state === "booked") return fail("fulfillment_exists");
    return known.state === "asked" ? undefined : fail("fulfillment_cancelled");
  });
}

/** Records the courier's booking with the fulfilment. Throws `fulfillment_cancelled` when it was undone meanwhile. */
export async function recordBooked(db: Database, tx: Transaction, { store_id, fulfillment_id }: BookingRef) {
  const sql = `UPDATE courier_bookings SET state = 'booked', updated_at = ? ${mine} AND state = 'asked'`;
  const changes = await db.run(sql, [Date.now(), store_id, fulfillment_id], tx);
  if (changes === 0) throw fail("fulfillment_cancelled");
}

/** Queues the cancellation of a booking: the queue calls the courier until it succeeds. */
export async function queueCancellation(
  db: Database,
  tx: Transaction,
  { store_id, fulfillment_id }: BookingRef,
): Promise<void> {
  const now = Date.now();
  await db.run(
    `UPDATE courier_bookings SET state = 'cancelling', tries = 0, due_at = ?, updated_at = ?
     ${mine} AND state IN ('asked', 'booked')`,
    [now, now, store_id, fulfillment_id],
    tx,
  );
}

/** The same for the booking of one request. If that request arrives later, it is refused. */
export function cancelRequest(db: Database, ref: BookingRef, asked_by: string): Promise<void> {
  return transaction(db, async (tx) => {
    if (await insertOnce(db, tx, ref, null, asked_by, "cancelled")) return;
    const sql = `SELECT 1 FROM courier_bookings ${mine} AND asked_by = ?`;
    if (await db.row(sql, [ref.store_id, ref.fulfillment_id, asked_by], tx)) await queueCancellation(db, tx, ref);
  });
}

/** Queues the cancellation once more, for a booking that the courier accepted after it was undone. */
export async function queueCancellationAgain(db: Database, { store_id, fulfillment_id }: BookingRef): Promise<void> {
  const now = Date.now();
  await db.run(
    `UPDATE courier_bookings SET state = 'cancelling', tries = tries + 1, due_at = ?, updated_at = ?
     ${mine} AND state IN ('cancelling', 'cancelled')`,
    [now, now, store_id, fulfillment_id],
  );
}

/** Records that the courier has nothing booked any more. */
export async function recordCancelled(db: Database, booking: DueBooking): Promise<void> {
  await cancellations.settle(db, booking, { state: "cancelled", error: null, updated_at: Date.now() });
}

/** Records why it could not be cancelled, and when to try again. */
export async function recordFailure(db: Database, booking: DueBooking, error: string, retryMs: number): Promise<void> {
  const now = Date.now();
  await cancellations.postpone(db, booking, now + retryMs, { error: error.slice(0, 500), updated_at: now });
}

async function insertOnce(
  db: Database,
  tx: Transaction,
  { store_id, fulfillment_id }: BookingRef,
  provider_id: string | null,
  asked_by: string,
  state: BookingState,
): Promise<boolean> {
  const now = Date.now();
  const changes = await db.run(
    `INSERT ${db.orIgnore} INTO courier_bookings
       (store_id, fulfillment_id, asked_by, provider_id, state, due_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [store_id, fulfillment_id, asked_by, provider_id, state, now, now, now],
    tx,
  );
  return changes > 0;
}
