import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/database.ts";

const atOnce = 500;

/** An order as far as caches have to know of it. */
export interface Revised {
  id: number;
  public_id: string;
  revision: number;
}

/** Remembers that a customer was erased: an order of theirs that is still on its way finds it. */
export async function rememberErased(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  const ignore = db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
  const sql = `INSERT ${ignore} INTO order_erasures (store_id, customer_id) VALUES (?, ?)`;
  await db.run(sql, [store_id, customer_id], tx);
}

/** True for a customer who was erased. One who is being erased meanwhile waits for this transaction, or it for that. */
export async function isErased(db: Database, tx: Transaction, store_id: number, customer_id: string): Promise<boolean> {
  const lock = db.dialect === "mariadb" ? "LOCK IN SHARE MODE" : "";
  const sql = `SELECT 1 AS erased FROM order_erasures WHERE store_id = ? AND customer_id = ? ${lock}`;
  return (await db.row(sql, [store_id, customer_id], tx)) !== undefined;
}

/** Takes a person's data, and what people wrote, off all orders of a customer; answers these orders. */
export async function removePerson(
  db: Database,
  tx: Transaction,
  store_id: number,
  customer_id: string,
): Promise<Revised[]> {
  await db.run(
    `UPDATE orders SET note = NULL, contact = NULL, shipping_address = NULL, shipping_address_id = NULL, cancel_reason_details = NULL,
     version = version + 1, revision = revision + 1, updated_at = ? WHERE store_id = ? AND customer_id = ?`,
    [Date.now(), store_id, customer_id],
    tx,
  );
  const sql = "SELECT id, public_id, revision FROM orders WHERE store_id = ? AND customer_id = ?";
  const orders = await db.rows<Revised>(sql, [store_id, customer_id], tx);
  // By key: an engine may read a whole store's timeline for a subquery.
  for (let from = 0; from < orders.length; from += atOnce) {
    const ids = orders.slice(from, from + atOnce).map(({ id }) => id);
    const marks = ids.map(() => "?").join(", ");
    const timeline = `UPDATE order_timeline SET note = NULL WHERE store_id = ? AND order_id IN (${marks}) AND note IS NOT NULL`;
    await db.run(timeline, [store_id, ...ids], tx);
    const items = `UPDATE order_items SET special_instructions = NULL
      WHERE store_id = ? AND order_id IN (${marks}) AND special_instructions IS NOT NULL`;
    await db.run(items, [store_id, ...ids], tx);
  }
  return orders;
}
