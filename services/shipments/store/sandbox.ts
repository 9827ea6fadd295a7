import type { Database } from "../../../mixins/database.ts";
import { transaction } from "../../../mixins/transaction.ts";
import type { BookingRef } from "../couriers/courier.ts";

type ParcelState = "booked" | "cancelled";

const insert = (db: Database) =>
  `INSERT ${db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE"} INTO sandbox_courier_parcels
     (store_id, fulfillment_id, awb, state, created_at) VALUES (?, ?, ?, ?, ?)`;

/** Enters a parcel into the sandbox courier's ledger once; `entered` says whether it was this time. */
export async function enterParcel(
  db: Database,
  { store_id, fulfillment_id }: BookingRef,
  awb: string,
): Promise<{ entered: boolean; state: ParcelState }> {
  const changes = await db.run(insert(db), [store_id, fulfillment_id, awb, "booked", Date.now()]);
  const sql = "SELECT state FROM sandbox_courier_parcels WHERE store_id = ? AND fulfillment_id = ?";
  const parcel = await db.row<{ state: ParcelState }>(sql, [store_id, fulfillment_id]);
  return { entered: changes > 0, state: parcel?.state ?? "booked" };
}

/** Strikes a parcel out; one that was never entered is struck out beforehand. */
export function strikeParcel(db: Database, { store_id, fulfillment_id }: BookingRef): Promise<void> {
  return transaction(db, async (tx) => {
    await db.run(insert(db), [store_id, fulfillment_id, "", "cancelled", Date.now()], tx);
    const sql = "UPDATE sandbox_courier_parcels SET state = 'cancelled' WHERE store_id = ? AND fulfillment_id = ?";
    await db.run(sql, [store_id, fulfillment_id], tx);
  });
}
