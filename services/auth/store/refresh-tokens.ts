import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { hashSecret } from "../secrets.ts";

/** A refresh token with the session that it belongs to. */
export interface RefreshRow {
  id: number;
  used_at: number | null;
  session_id: number;
  public_id: string;
  store_id: number;
  customer_id: string;
}

/** Finds an unexpired token, used ones included, and locks it and its session. */
export function lockRefreshToken(
  db: Database,
  tx: Transaction,
  token: string,
  store_id?: number,
): Promise<RefreshRow | undefined> {
  const here = store_id === undefined ? "" : "AND s.store_id = ?";
  return db.row<RefreshRow>(
    `SELECT t.id, t.used_at, t.session_id, s.public_id, s.store_id, s.customer_id
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
     WHERE t.token_hash = ? AND t.expires_at > ? ${here} ${db.forUpdate}`,
    [hashSecret(token), Date.now(), ...(store_id === undefined ? [] : [store_id])],
    tx,
  );
}

/** Marks a token as used. From then on it is presented only by a client that copied it or lost an answer. */
export async function markUsed(db: Database, tx: Transaction, id: number): Promise<void> {
  await db.run("UPDATE refresh_tokens SET used_at = ? WHERE id = ?", [Date.now(), id], tx);
}

/** Inserts the hash of a session's next token. */
export async function insertRefreshToken(
  db: Database,
  tx: Transaction,
  of: { store_id: number; session_id: number; expires_at: number },
  token: string,
): Promise<void> {
  await db.insert("refresh_tokens", { ...of, token_hash: hashSecret(token), used_at: null }, tx);
}

/** Deletes a session's unused tokens. */
export async function deleteUnused(db: Database, tx: Transaction, session_id: number): Promise<void> {
  await db.run("DELETE FROM refresh_tokens WHERE session_id = ? AND used_at IS NULL", [session_id], tx);
}
