import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, remove, update } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { Session, SessionClient } from "../../contracts.ts";
import { refreshMs, sessionsListed } from "../accounts.rules.ts";
import { hashSecret } from "../secrets.ts";

const mine = "store_id = ? AND customer_id = ?";

/** A refresh token with the session that it belongs to. */
export interface RefreshRow extends Person {
  id: number;
  used_at: number | null;
  session_id: number;
  public_id: string;
}

/** Inserts a session with its first refresh token. */
export async function insertSession(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  { public_id, refresh_token, client }: { public_id: string; refresh_token: string; client: SessionClient },
): Promise<void> {
  const now = Date.now();
  const row = { store_id, customer_id, public_id, created_at: now, ...usedBy(client, now) };
  const session_id = await db.insert("sessions", row, tx);
  await insertRefreshToken(db, tx, { store_id, session_id }, refresh_token);
}

/** Replaces the first token of a session, when the answer that carried it was lost. */
export async function renewFirstToken(db: Database, owner: Person, public_id: string, token: string): Promise<void> {
  await transaction(db, async (tx) => {
    const session_id = await lockSession(db, tx, owner, public_id);
    if (session_id === undefined) return;
    await db.run("DELETE FROM refresh_tokens WHERE session_id = ? AND used_at IS NULL", [session_id], tx);
    await insertRefreshToken(db, tx, { store_id: owner.store_id, session_id }, token);
  });
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

/**
 * Replaces a session's token and records from where it is used. From then on the old token is presented only by a client
 * that copied it or lost an answer.
 */
export async function rotateToken(
  db: Database,
  tx: Transaction,
  { id, store_id, session_id }: RefreshRow,
  next: string,
  client: SessionClient,
): Promise<void> {
  await update(db, "refresh_tokens", { id }, { used_at: Date.now() }, tx);
  await insertRefreshToken(db, tx, { store_id, session_id }, next);
  await update(db, "sessions", { id: session_id }, usedBy(client), tx);
}

/** Lists a customer's open sessions, the last used first. */
export function listSessions(db: Database, { store_id, customer_id }: Person): Promise<Session[]> {
  return db.rows<Session>(
    `SELECT public_id AS id, user_agent, ip, created_at, last_used_at FROM sessions
     WHERE ${mine} AND expires_at > ? ORDER BY last_used_at DESC, id DESC LIMIT ?`,
    [store_id, customer_id, Date.now(), sessionsListed],
  );
}

/** True while a session of the customer is open. */
export async function isOpen(db: Database, { store_id, customer_id }: Person, public_id: string): Promise<boolean> {
  const sql = `SELECT 1 AS found FROM sessions WHERE store_id = ? AND public_id = ? AND customer_id = ? AND expires_at > ?`;
  return (await db.row(sql, [store_id, public_id, customer_id, Date.now()])) !== undefined;
}

/** Finds and locks a customer's session; returns its integer key. */
export async function lockSession(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  public_id: string,
): Promise<number | undefined> {
  return (await findRow<{ id: number }>(db, "sessions", { store_id, public_id, customer_id }, tx))?.id;
}

/** Deletes a session and all its tokens. */
export async function deleteSession(db: Database, tx: Transaction, id: number): Promise<void> {
  await remove(db, "sessions", { id }, tx);
  await remove(db, "refresh_tokens", { session_id: id }, tx);
}

/** Deletes all sessions of a customer except `spared`. */
export async function deleteSessions(db: Database, tx: Transaction, owner: Person, spared?: string): Promise<void> {
  const rows = await db.rows<{ id: number; public_id: string }>(
    `SELECT id, public_id FROM sessions WHERE ${mine}`,
    [owner.store_id, owner.customer_id],
    tx,
  );
  for (const { id, public_id } of rows) if (public_id !== spared) await deleteSession(db, tx, id);
}

// Each use extends a session, and its token with it.
const usedBy = ({ ip, user_agent }: SessionClient, now = Date.now()) => ({
  ip: ip.slice(0, 64),
  user_agent: user_agent?.toWellFormed().slice(0, 255) ?? null,
  last_used_at: now,
  expires_at: now + refreshMs,
});

async function insertRefreshToken(
  db: Database,
  tx: Transaction,
  of: { store_id: number; session_id: number },
  token: string,
): Promise<void> {
  const row = { ...of, token_hash: hashSecret(token), used_at: null, expires_at: Date.now() + refreshMs };
  await db.insert("refresh_tokens", row, tx);
}
