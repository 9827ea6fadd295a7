import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
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
    const sql = `SELECT state, asked_by FROM courier_bookings ${mine} ${db.dialect === "mariadb" ? "FOR UPDATE" : ""}`;
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

/** Claims bookings that are due to be cancelled, or only the given one; other workers skip them for `leaseMs`. */
export function claimDue(db: Database, leaseMs: number, limit: number, only?: BookingRef): Promise<DueBooking[]> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";
  return transaction(db, async (tx) => {
    const now = Date.now();
    const due = await db.rows<DueBooking>(
      `SELECT store_id, fulfillment_id, provider_id, tries FROM courier_bookings
       WHERE state = 'cancelling' AND due_at <= ? AND provider_id IS NOT NULL
       ${only ? "AND store_id = ? AND fulfillment_id = ?" : ""} ORDER BY due_at LIMIT ? ${lock}`,
      [now, ...(only ? [only.store_id, only.fulfillment_id] : []), limit],
      tx,
    );
    for (const { store_id, fulfillment_id } of due) {
      const sql = `UPDATE courier_bookings SET due_at = ?, tries = tries + 1 ${mine}`;
      await db.run(sql, [now + leaseMs, store_id, fulfillment_id], tx);
    }
    return due.map((booking) => ({ ...booking, tries: booking.tries + 1 }));
  });
}

// `tries` identifies the claim: a cancellation that was queued again meanwhile stays queued.
const held = `${mine} AND state = 'cancelling' AND tries = ?`;

/** Records that the courier has no booking any more. */
export async function recordCancelled(db: Database, { store_id, fulfillment_id, tries }: DueBooking): Promise<void> {
  const sql = `UPDATE courier_bookings SET state = 'cancelled', error = NULL, updated_at = ? ${held}`;
  await db.run(sql, [Date.now(), store_id, fulfillment_id, tries]);
}

/** Records why a cancellation failed, and when to retry it. */
export async function recordFailure(
  db: Database,
  booking: DueBooking,
  error: string,
  againInMs: number,
): Promise<void> {
  const { store_id, fulfillment_id, tries } = booking;
  const now = Date.now();
  await db.run(`UPDATE courier_bookings SET due_at = ?, error = ?, updated_at = ? ${held}`, [
    now + againInMs,
    error.slice(0, 500),
    now,
    store_id,
    fulfillment_id,
    tries,
  ]);
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
    `INSERT ${db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE"} INTO courier_bookings
       (store_id, fulfillment_id, asked_by, provider_id, state, due_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [store_id, fulfillment_id, asked_by, provider_id, state, now, now, now],
    tx,
  );
  return changes > 0;
}
