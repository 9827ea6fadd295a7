import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertUnique, remove, update } from "../../../mixins/db/statements.ts";
import type { Fulfillment, FulfillmentChanges, OrderRef } from "../../contracts.ts";
import { fail } from "../shipments.errors.ts";
import { type FulfillmentRow, type Ownership, toFulfillment, toRow, written } from "./rows.ts";

/** The fulfilments of an order, oldest first. */
export async function fulfillmentsOf(db: Database, { store_id, order_id }: OrderRef): Promise<Fulfillment[]> {
  const sql = "SELECT * FROM fulfillments WHERE store_id = ? AND order_id = ? ORDER BY id";
  return (await db.rows<FulfillmentRow>(sql, [store_id, order_id])).map(toFulfillment);
}

/** A fulfilment's row, locked until the transaction ends; undefined when its order has none with this id. */
export function lockFulfillment(
  db: Database,
  { store_id, order_id, fulfillment_id }: OrderRef & { fulfillment_id: string },
  tx: Transaction,
): Promise<FulfillmentRow | undefined> {
  return findRow<FulfillmentRow>(db, "fulfillments", { store_id, public_id: fulfillment_id, order_id }, tx);
}

/** Inserts a fulfilment. Throws `fulfillment_exists`. */
export async function insertFulfillment(
  db: Database,
  tx: Transaction,
  fulfillment: Fulfillment,
  ownership: Ownership,
): Promise<void> {
  await insertUnique(db, "fulfillments", toRow(fulfillment, ownership), tx, () => fail("fulfillment_exists"));
}

/** Deletes a locked fulfilment. */
export async function deleteFulfillment(
  db: Database,
  tx: Transaction,
  { store_id, id }: FulfillmentRow,
): Promise<void> {
  await remove(db, "fulfillments", { store_id, id }, tx);
}

/** Inserts historical fulfilments, each with its customer. */
export async function insertPast(
  db: Database,
  tx: Transaction,
  { store_id, tenant_id }: { store_id: number; tenant_id: string },
  fulfillments: readonly { fulfillment: Fulfillment; customer_id: string | null }[],
): Promise<void> {
  const rows = fulfillments.map(({ fulfillment, customer_id }) =>
    toRow(fulfillment, { store_id, tenant_id, customer_id, courier_reference: null }),
  );
  await insertBulk(db, tx, "fulfillments", rows);
}

/** Writes the changes of a locked fulfilment; returns the changed fulfilment. */
export async function applyChanges(
  db: Database,
  tx: Transaction,
  row: FulfillmentRow,
  changes: FulfillmentChanges,
): Promise<Fulfillment> {
  const { delivery_person, ...plain } = changes;
  const person = delivery_person === undefined ? row.delivery_person : written(delivery_person);
  const values = { ...plain, delivery_person: person, version: row.version + 1, updated_at: Date.now() };
  await update(db, "fulfillments", { store_id: row.store_id, id: row.id }, values, tx);
  return toFulfillment({ ...row, ...values });
}

/** Removes an erased customer's name, phone and address from their fulfilments; returns the ids of their orders. */
export async function removeRecipient(
  db: Database,
  tx: Transaction,
  store_id: number,
  customer_id: string,
): Promise<string[]> {
  const theirs = "WHERE store_id = ? AND customer_id = ? AND customer IS NOT NULL";
  const orders = await db.rows<{ order_id: string }>(
    `SELECT DISTINCT order_id FROM fulfillments ${theirs}`,
    [store_id, customer_id],
    tx,
  );
  await db.run(
    `UPDATE fulfillments SET customer = NULL, version = version + 1, updated_at = ? ${theirs}`,
    [Date.now(), store_id, customer_id],
    tx,
  );
  return orders.map(({ order_id }) => order_id);
}
