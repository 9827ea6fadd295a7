import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { BookingRef } from "../couriers/courier.ts";
import { fail } from "../shipments.errors.ts";

/** `asked` before the courier is, `booked` with the fulfilment, `cancelling` until the courier has let go of it. */
type BookingState = "asked" | "booked" | "cancelling" | "cancelled";

/** A booking that its courier is to cancel. */
export interface DueBooking extends BookingRef {
  provider_id: string;
  tries: number;
}

const mine = "WHERE store_id = ? AND fulfillment_id = ?";

/**
 * Says that a courier is about to be asked, by whom and for what. Answers why it must not be, when the same was undone,
 * has come to its end already, or is another's.
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

/** Records the courier's yes with the fulfilment. Throws `fulfillment_cancelled` when it was undone meanwhile. */
export async function recordBooked(db: Database, tx: Transaction, { store_id, fulfillment_id }: BookingRef) {
  const sql = `UPDATE courier_bookings SET state = 'booked', updated_at = ? ${mine} AND state = 'asked'`;
  const changes = await db.run(sql, [Date.now(), store_id, fulfillment_id], tx);
  if (changes === 0) throw fail("fulfillment_cancelled");
}

/** Has a booking cancelled: the queue asks the courier until it says that nothing is booked. */
export async function letGo(db: Database, tx: Transaction, { store_id, fulfillment_id }: BookingRef): Promise<void> {
  const now = Date.now();
  await db.run(
    `UPDATE courier_bookings SET state = 'cancelling', tries = 0, due_at = ?, updated_at = ?
     ${mine} AND state IN ('asked', 'booked')`,
    [now, now, store_id, fulfillment_id],
    tx,
  );
}

/** The same for what one request asked for or is still to ask for: when it comes, it finds itself undone. */
export function forestall(db: Database, ref: BookingRef, asked_by: string): Promise<void> {
  return transaction(db, async (tx) => {
    if (await insertOnce(db, tx, ref, null, asked_by, "cancelled")) return;
    const sql = `SELECT 1 FROM courier_bookings ${mine} AND asked_by = ?`;
    if (await db.row(sql, [ref.store_id, ref.fulfillment_id, asked_by], tx)) await letGo(db, tx, ref);
  });
}

/** Has a booking cancelled once more that the courier took after it was undone. */
export async function letGoAgain(db: Database, { store_id, fulfillment_id }: BookingRef): Promise<void> {
  const now = Date.now();
  await db.run(
    `UPDATE courier_bookings SET state = 'cancelling', tries = tries + 1, due_at = ?, updated_at = ?
     ${mine} AND state IN ('cancelling', 'cancelled')`,
    [now, now, store_id, fulfillment_id],
  );
}

/** Claims bookings that are to be cancelled, or this one; another worker leaves them alone for `leaseMs`. */
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

// The number of tries is the claim's own: what was asked for again meanwhile stays to be done.
const held = `${mine} AND state = 'cancelling' AND tries = ?`;

/** Records that the courier has nothing booked any more. */
export async function recordCancelled(db: Database, { store_id, fulfillment_id, tries }: DueBooking): Promise<void> {
  const sql = `UPDATE courier_bookings SET state = 'cancelled', error = NULL, updated_at = ? ${held}`;
  await db.run(sql, [Date.now(), store_id, fulfillment_id, tries]);
}

/** Records why it could not be cancelled, and when to try again. */
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
