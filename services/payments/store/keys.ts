import type { Transaction } from "sequelize";
import { failShared } from "../../../mixins/actions/errors.ts";
import { hashOf, undone } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { insertNew } from "../../../mixins/db/statements.ts";
import type { OrderRef, Write } from "../../contracts.ts";

/**
 * Claims a request's key together with its intent; true when the same request has claimed it before. Throws
 * `idempotency_key_reused` when another request has, or when the step was undone before it arrived.
 */
export async function claimKey(db: Database, tx: Transaction, action: string, request: Write & OrderRef) {
  const hash = hashOf(action, request);
  if (await insertKey(db, tx, request.store_id, request.idempotency_key, hash.hash)) return false;
  const sql = "SELECT request_hash FROM payment_keys WHERE store_id = ? AND request_key = ?";
  const row = await db.row<{ request_hash: string }>(sql, [request.store_id, request.idempotency_key], tx);
  if (!row || !hash.matches(row.request_hash)) throw failShared("idempotency_key_reused");
  return true;
}

/**
 * Claims the key of a step that is being undone, so that it is refused if it arrives later; does nothing when it has
 * arrived.
 */
export async function poisonKey(db: Database, tx: Transaction, store_id: number, key: string): Promise<void> {
  await insertKey(db, tx, store_id, key, undone);
}

function insertKey(db: Database, tx: Transaction, store_id: number, request_key: string, request_hash: string) {
  return insertNew(db, "payment_keys", { store_id, request_key, request_hash, created_at: Date.now() }, tx);
}
