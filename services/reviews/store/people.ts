import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";

/** A customer of a store. */
export interface Person {
  store_id: number;
  customer_id: string;
}

/**
 * Holds a customer until the transaction ends, and answers whether they were erased. Without the lock, a delivery that
 * is taken over while the erasure runs would be seen by neither.
 */
export async function lockPerson(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<boolean> {
  const keep =
    db.dialect === "mariadb"
      ? "ON DUPLICATE KEY UPDATE erased_at = erased_at"
      : "ON CONFLICT (store_id, customer_id) DO NOTHING";
  await db.run(
    `INSERT INTO review_people (store_id, customer_id, erased_at) VALUES (?, ?, NULL) ${keep}`,
    [store_id, customer_id],
    tx,
  );
  const sql = "SELECT erased_at FROM review_people WHERE store_id = ? AND customer_id = ?";
  const person = await db.row<{ erased_at: number | null }>(sql, [store_id, customer_id], tx);
  return person?.erased_at != null;
}

/** Remembers that a locked customer was erased: what is told of them later is passed over. */
export async function markErased(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<void> {
  const sql = "UPDATE review_people SET erased_at = ? WHERE store_id = ? AND customer_id = ?";
  await db.run(sql, [Date.now(), store_id, customer_id], tx);
}

/** True when any of these customers is known here, erased ones too. */
export async function knowsAnyOf(db: Database, tx: Transaction, store_id: number, customers: string[]) {
  const marks = customers.map(() => "?").join(", ");
  const sql = `SELECT 1 AS found FROM review_people WHERE store_id = ? AND customer_id IN (${marks}) LIMIT 1`;
  return (await db.row(sql, [store_id, ...customers], tx)) !== undefined;
}
