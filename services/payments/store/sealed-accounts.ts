import type { Database } from "../../../mixins/db/database.ts";
import type { Sealed } from "../vault.ts";

/** The columns of an account that a key rotation needs. */
export interface SealedRow extends Sealed {
  id: number;
  store_id: number;
  public_id: string;
}

/** The next accounts that a key encrypts, after an integer key. */
export function findSealed(db: Database, key_id: string, after: number, limit: number): Promise<SealedRow[]> {
  const sql = `SELECT id, store_id, public_id, key_id, sealed FROM bank_accounts
    WHERE key_id = ? AND id > ? ORDER BY id LIMIT ?`;
  return db.rows<SealedRow>(sql, [key_id, after, limit]);
}

/** Replaces an account's encrypted number; false when it was deleted or re-encrypted concurrently. */
export async function reseal(db: Database, before: SealedRow, after: Sealed): Promise<boolean> {
  const sql = "UPDATE bank_accounts SET key_id = ?, sealed = ? WHERE id = ? AND sealed = ?";
  return (await db.run(sql, [after.key_id, after.sealed, before.id, before.sealed])) > 0;
}

/** The number of accounts that each key encrypts. */
export function countByKey(db: Database): Promise<{ key_id: string; accounts: number }[]> {
  return db.rows("SELECT key_id, COUNT(*) AS accounts FROM bank_accounts GROUP BY key_id ORDER BY key_id");
}
