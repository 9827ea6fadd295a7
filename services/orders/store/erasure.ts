import type { Transaction } from "sequelize";
import { Erasures, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";

const atOnce = 500;

/** An order as far as caches have to know of it. */
export interface Revised {
  id: number;
  public_id: string;
  revision: number;
}

/** Customers whose orders may still be on their way. */
export const orderErasures = new Erasures("order_erasures");

const nothingOfPerson =
  "note = NULL, contact = NULL, shipping_address = NULL, shipping_address_id = NULL, cancel_reason_details = NULL";

/** Takes a person's data off an order that was inserted in the same transaction. */
export async function removePersonOf(db: Database, tx: Transaction, store_id: number, id: number): Promise<void> {
  await db.run(`UPDATE orders SET ${nothingOfPerson} WHERE store_id = ? AND id = ?`, [store_id, id], tx);
}

/** Takes a person's data, and what people wrote, off all orders of a customer; answers these orders. */
export async function removePerson(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
): Promise<Revised[]> {
  await db.run(
    `UPDATE orders SET ${nothingOfPerson}, version = version + 1, revision = revision + 1, updated_at = ?
     WHERE store_id = ? AND customer_id = ?`,
    [Date.now(), store_id, customer_id],
    tx,
  );
  const sql = "SELECT id, public_id, revision FROM orders WHERE store_id = ? AND customer_id = ?";
  const orders = await db.rows<Revised>(sql, [store_id, customer_id], tx);
  // By key: an engine may read a whole store's timeline for a subquery.
  for (let from = 0; from < orders.length; from += atOnce) {
    const ids = orders.slice(from, from + atOnce).map(({ id }) => id);
    const timeline = `UPDATE order_timeline SET note = NULL
      WHERE store_id = ? AND order_id IN (${marks(ids)}) AND note IS NOT NULL`;
    await db.run(timeline, [store_id, ...ids], tx);
    const items = `UPDATE order_items SET special_instructions = NULL
      WHERE store_id = ? AND order_id IN (${marks(ids)}) AND special_instructions IS NOT NULL`;
    await db.run(items, [store_id, ...ids], tx);
  }
  return orders;
}
