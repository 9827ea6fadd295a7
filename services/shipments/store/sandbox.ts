import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew, update } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { BookingRef } from "../couriers/courier.ts";

type ShipmentState = "booked" | "cancelled";

const table = "sandbox_courier_parcels";

/** Enters a shipment into the sandbox courier's ledger, once; `entered` says whether this call did. */
export async function enterShipment(
  db: Database,
  { store_id, fulfillment_id }: BookingRef,
  awb: string,
): Promise<{ entered: boolean; state: ShipmentState }> {
  const row = { store_id, fulfillment_id, awb, state: "booked", created_at: Date.now() };
  const entered = await insertNew(db, table, row);
  const shipment = await findRow<{ state: ShipmentState }>(db, table, { store_id, fulfillment_id });
  return { entered, state: shipment?.state ?? "booked" };
}

/** Strikes a shipment out; one that is not entered yet is struck out in advance. */
export function strikeShipment(db: Database, { store_id, fulfillment_id }: BookingRef): Promise<void> {
  return transaction(db, async (tx) => {
    const row = { store_id, fulfillment_id, awb: "", state: "cancelled", created_at: Date.now() };
    await insertNew(db, table, row, tx);
    await update(db, table, { store_id, fulfillment_id }, { state: "cancelled" }, tx);
  });
}
