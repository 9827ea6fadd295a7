import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/database.ts";
import type { ItemQuantity } from "../../contracts.ts";
import type { FulfillmentState, Parcel } from "../fulfillment.rules.ts";
import { fail } from "../orders.errors.ts";
import type { OrderKey } from "./items.ts";

/** The fulfilments of an order, claimed and cancelled ones too. */
export async function fetchParcels(db: Database, tx: Transaction, { store_id, id }: OrderKey): Promise<Parcel[]> {
  const rows = await db.rows<{ id: string; state: FulfillmentState; items: string }>(
    `SELECT fulfillment_id AS id, state, items FROM order_fulfillments
     WHERE store_id = ? AND order_id = ? ORDER BY fulfillment_id`,
    [store_id, id],
    tx,
  );
  return rows.map((row) => ({ ...row, items: JSON.parse(row.items) as ItemQuantity[] }));
}

/** One of an order's fulfilments. Throws `fulfillment_not_found`. */
export function parcelOf(parcels: readonly Parcel[], fulfillment_id: string): Parcel {
  const parcel = parcels.find(({ id }) => id === fulfillment_id);
  if (!parcel) throw fail("fulfillment_not_found");
  return parcel;
}

/** The row of a fulfilment. */
export const parcelRow = ({ store_id, id: order_id }: OrderKey, parcel: Parcel, at: number) => ({
  store_id,
  order_id,
  fulfillment_id: parcel.id,
  state: parcel.state,
  items: JSON.stringify(parcel.items),
  created_at: at,
  updated_at: at,
});

/** Keeps a fulfilment. */
export async function insertParcel(db: Database, tx: Transaction, order: OrderKey, parcel: Parcel): Promise<void> {
  await db.insert("order_fulfillments", parcelRow(order, parcel, Date.now()), tx);
}

/** Gives fulfilments of an order another state. */
export async function updateParcels(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  parcels: readonly Parcel[],
  state: FulfillmentState,
): Promise<void> {
  if (parcels.length === 0) return;
  const marks = parcels.map(() => "?").join(", ");
  await db.run(
    `UPDATE order_fulfillments SET state = ?, updated_at = ?
     WHERE store_id = ? AND order_id = ? AND fulfillment_id IN (${marks})`,
    [state, Date.now(), store_id, id, ...parcels.map((parcel) => parcel.id)],
    tx,
  );
}
