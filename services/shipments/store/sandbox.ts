import type { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { BookingRef } from "../couriers/courier.ts";

type ShipmentState = "booked" | "cancelled";

const insert = (db: Database) =>
  `INSERT ${db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE"} INTO sandbox_courier_parcels
     (store_id, fulfillment_id, awb, state, created_at) VALUES (?, ?, ?, ?, ?)`;

/** Enters a shipment into the sandbox courier's ledger, once; `entered` says whether this call did. */
export async function enterShipment(
  db: Database,
  { store_id, fulfillment_id }: BookingRef,
  awb: string,
): Promise<{ entered: boolean; state: ShipmentState }> {
  const changes = await db.run(insert(db), [store_id, fulfillment_id, awb, "booked", Date.now()]);
  const sql = "SELECT state FROM sandbox_courier_parcels WHERE store_id = ? AND fulfillment_id = ?";
  const shipment = await db.row<{ state: ShipmentState }>(sql, [store_id, fulfillment_id]);
  return { entered: changes > 0, state: shipment?.state ?? "booked" };
}

/** Strikes a shipment out; one that is not entered yet is struck out in advance. */
export function strikeShipment(db: Database, { store_id, fulfillment_id }: BookingRef): Promise<void> {
  return transaction(db, async (tx) => {
    await db.run(insert(db), [store_id, fulfillment_id, "", "cancelled", Date.now()], tx);
    const sql = "UPDATE sandbox_courier_parcels SET state = 'cancelled' WHERE store_id = ? AND fulfillment_id = ?";
    await db.run(sql, [store_id, fulfillment_id], tx);
  });
}
