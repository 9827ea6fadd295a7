import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { remove, update } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { Session, SessionClient } from "../../contracts.ts";
import { refreshMs, sessionsListed } from "../accounts.rules.ts";
import type { Owner } from "./accounts.ts";
import { deleteUnused, insertRefreshToken } from "./refresh-tokens.ts";

const mine = "store_id = ? AND customer_id = ?";

/** Inserts a session with its first refresh token. */
export async function insertSession(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Owner,
  { public_id, refresh_token, client }: { public_id: string; refresh_token: string; client: SessionClient },
): Promise<void> {
  const now = Date.now();
  const expires_at = now + refreshMs;
  const times = { created_at: now, last_used_at: now, expires_at };
  const id = await db.insert("sessions", { store_id, customer_id, public_id, ...clientOf(client), ...times }, tx);
  await insertRefreshToken(db, tx, { store_id, session_id: id, expires_at }, refresh_token);
}

/** Replaces the first token of a session, when the answer that carried it was lost. */
export async function renewFirstToken(db: Database, owner: Owner, public_id: string, token: string): Promise<void> {
  await transaction(db, async (tx) => {
    const session_id = await lockSession(db, tx, owner, public_id);
    if (session_id === undefined) return;
    await deleteUnused(db, tx, session_id);
    const expires_at = Date.now() + refreshMs;
    await insertRefreshToken(db, tx, { store_id: owner.store_id, session_id, expires_at }, token);
  });
}

/** Records that a session was used, and from where. */
export async function touchSession(
  db: Database,
  tx: Transaction,
  id: number,
  client: SessionClient,
  expires_at: number,
): Promise<void> {
  await update(db, "sessions", { id }, { ...clientOf(client), last_used_at: Date.now(), expires_at }, tx);
}

/** Lists a customer's open sessions, the last used first. */
export function listSessions(db: Database, { store_id, customer_id }: Owner): Promise<Session[]> {
  return db.rows<Session>(
    `SELECT public_id AS id, user_agent, ip, created_at, last_used_at FROM sessions
     WHERE ${mine} AND expires_at > ? ORDER BY last_used_at DESC, id DESC LIMIT ?`,
    [store_id, customer_id, Date.now(), sessionsListed],
  );
}

/** True while a session of the customer is open. */
export async function isOpen(db: Database, { store_id, customer_id }: Owner, public_id: string): Promise<boolean> {
  const sql = `SELECT 1 AS found FROM sessions WHERE store_id = ? AND public_id = ? AND customer_id = ? AND expires_at > ?`;
  return (await db.row(sql, [store_id, public_id, customer_id, Date.now()])) !== undefined;
}

/** Finds and locks a customer's session; returns its integer key. */
export async function lockSession(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Owner,
  public_id: string,
): Promise<number | undefined> {
  const sql = `SELECT id FROM sessions WHERE store_id = ? AND public_id = ? AND customer_id = ? ${db.forUpdate}`;
  return (await db.row<{ id: number }>(sql, [store_id, public_id, customer_id], tx))?.id;
}

/** Deletes a session and all its tokens. */
export async function deleteSession(db: Database, tx: Transaction, id: number): Promise<void> {
  await remove(db, "sessions", { id }, tx);
  await remove(db, "refresh_tokens", { session_id: id }, tx);
}

/** Deletes all sessions of a customer except `spared`. */
export async function deleteSessions(db: Database, tx: Transaction, owner: Owner, spared?: string): Promise<void> {
  const rows = await db.rows<{ id: number; public_id: string }>(
    `SELECT id, public_id FROM sessions WHERE ${mine}`,
    [owner.store_id, owner.customer_id],
    tx,
  );
  for (const { id, public_id } of rows) if (public_id !== spared) await deleteSession(db, tx, id);
}

const clientOf = ({ ip, user_agent }: SessionClient) => ({
  ip: ip.slice(0, 64),
  user_agent: user_agent?.toWellFormed().slice(0, 255) ?? null,
});
