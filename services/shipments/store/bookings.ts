import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew } from "../../../mixins/db/statements.ts";
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

/** Bookings to be cancelled at their couriers. One that is queued again meanwhile has other `tries`, and stays due. */
export const cancellations = new DueQueue<DueBooking>({
  worker: "shipments.cancelBookings",
  table: "courier_bookings",
  key: ["store_id", "fulfillment_id"],
  columns: ["provider_id"],
  where: "state = 'cancelling' AND provider_id IS NOT NULL",
  due: "due_at",
  index: "courier_bookings_due",
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
    const key = { store_id, fulfillment_id };
    const known = await findRow<{ state: BookingState; asked_by: string }>(db, "courier_bookings", key, tx);
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
export const queueCancellation = (db: Database, tx: Transaction, ref: BookingRef): Promise<void> =>
  setCancelling(db, ref, "0", "'asked', 'booked'", tx);

/** The same for the booking of one request. If that request arrives later, it is refused. */
export function cancelRequest(db: Database, ref: BookingRef, asked_by: string): Promise<void> {
  return transaction(db, async (tx) => {
    if (await insertOnce(db, tx, ref, null, asked_by, "cancelled")) return;
    const sql = `SELECT 1 FROM courier_bookings ${mine} AND asked_by = ?`;
    if (await db.row(sql, [ref.store_id, ref.fulfillment_id, asked_by], tx)) await queueCancellation(db, tx, ref);
  });
}

/** Queues the cancellation once more, for a booking that the courier accepted after it was undone. */
export const queueCancellationAgain = (db: Database, ref: BookingRef): Promise<void> =>
  setCancelling(db, ref, "tries + 1", "'cancelling', 'cancelled'");

async function setCancelling(db: Database, ref: BookingRef, tries: string, states: string, tx?: Transaction) {
  const now = Date.now();
  const sql = `UPDATE courier_bookings SET state = 'cancelling', tries = ${tries}, due_at = ?, updated_at = ?
    ${mine} AND state IN (${states})`;
  await db.run(sql, [now, now, ref.store_id, ref.fulfillment_id], tx);
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

function insertOnce(
  db: Database,
  tx: Transaction,
  { store_id, fulfillment_id }: BookingRef,
  provider_id: string | null,
  asked_by: string,
  state: BookingState,
): Promise<boolean> {
  const now = Date.now();
  const times = { due_at: now, created_at: now, updated_at: now };
  return insertNew(db, "courier_bookings", { store_id, fulfillment_id, asked_by, provider_id, state, ...times }, tx);
}
