import type { Transaction } from "sequelize";
import { Erasures, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { update } from "../../../mixins/db/statements.ts";

/** An order whose cached copies are outdated below this revision. */
export interface Revised {
  id: number;
  public_id: string;
  revision: number;
}

/** Erased customers, whose orders may still be created by requests that were under way. */
export const orderErasures = new Erasures("order_erasures");

/** The columns that may hold personal data, emptied. */
export const withoutPerson = {
  note: null,
  contact: null,
  shipping_address: null,
  shipping_address_id: null,
  cancel_reason_details: null,
};

/** Removes personal data from an order that was inserted in the same transaction. */
export async function removePersonOf(db: Database, tx: Transaction, store_id: number, id: number): Promise<void> {
  await update(db, "orders", { store_id, id }, withoutPerson, tx);
}

/** Removes personal data and free text from all orders of a customer, and returns these orders. */
export async function removePerson(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
): Promise<Revised[]> {
  const emptied = Object.keys(withoutPerson).map((column) => `${column} = NULL`);
  await db.run(
    `UPDATE orders SET ${emptied.join(", ")}, version = version + 1, revision = revision + 1, updated_at = ?
     WHERE store_id = ? AND customer_id = ?`,
    [Date.now(), store_id, customer_id],
    tx,
  );
  const sql = "SELECT id, public_id, revision FROM orders WHERE store_id = ? AND customer_id = ?";
  const orders = await db.rows<Revised>(sql, [store_id, customer_id], tx);
  // By key: for a subquery, an engine may read the whole store's timeline.
  for (let from = 0; from < orders.length; from += chunkSize) {
    const ids = orders.slice(from, from + chunkSize).map(({ id }) => id);
    await emptyColumn(db, tx, "order_timeline", "note", store_id, ids);
    await emptyColumn(db, tx, "order_items", "special_instructions", store_id, ids);
  }
  return orders;
}

const chunkSize = 500;

async function emptyColumn(
  db: Database,
  tx: Transaction,
  table: string,
  column: string,
  store_id: number,
  ids: number[],
): Promise<void> {
  const sql = `UPDATE ${table} SET ${column} = NULL
    WHERE store_id = ? AND order_id IN (${marks(ids)}) AND ${column} IS NOT NULL`;
  await db.run(sql, [store_id, ...ids], tx);
}
