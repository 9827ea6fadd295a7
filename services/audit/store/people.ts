import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { StoreEvent } from "../audit.rules.ts";

type Person = Pick<StoreEvent, "store_id" | "entity_id">;

/**
 * Holds a person until the transaction ends, and answers whether they were erased. Without the lock, an event that is
 * being logged while the erasure runs would be seen by neither.
 */
export async function lockPerson(db: Database, tx: Transaction, { store_id, entity_id }: Person): Promise<boolean> {
  const keep =
    db.dialect === "mariadb"
      ? "ON DUPLICATE KEY UPDATE erased_at = erased_at"
      : "ON CONFLICT (store_id, entity_id) DO NOTHING";
  await db.run(
    `INSERT INTO audit_people (store_id, entity_id, erased_at) VALUES (?, ?, NULL) ${keep}`,
    [store_id, entity_id],
    tx,
  );
  const sql = "SELECT erased_at FROM audit_people WHERE store_id = ? AND entity_id = ?";
  const person = await db.row<{ erased_at: number | null }>(sql, [store_id, entity_id], tx);
  return person?.erased_at != null;
}

/** Remembers that a locked person was erased: what comes of them later is emptied at once. */
export async function erase(db: Database, tx: Transaction, { store_id, entity_id }: Person): Promise<void> {
  const sql = "UPDATE audit_people SET erased_at = ? WHERE store_id = ? AND entity_id = ?";
  await db.run(sql, [Date.now(), store_id, entity_id], tx);
}
