import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, remove, update } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { Session, SessionClient } from "../../contracts.ts";
import { recentMs, sessionsListed } from "../accounts.rules.ts";
import { hashSecret } from "../secrets.ts";
import { fetchRules, rulesOf, type SignInRules } from "./rules.ts";
import { recordEnd } from "./sign-outs.ts";

const mine = "store_id = ? AND customer_id = ?";

/** A refresh token with the session that it belongs to. */
export interface RefreshRow extends Person {
  id: number;
  used_at: number | null;
  session_id: number;
  public_id: string;
  tenant_id: string;
  /** When the session began. */
  created_at: number;
}

/** Inserts a session with its first refresh token. */
export async function insertSession(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  session: { public_id: string; tenant_id: string; refresh_token: string; client: SessionClient },
): Promise<void> {
  const { public_id, tenant_id, refresh_token, client } = session;
  const now = Date.now();
  const expires_at = endOf(await fetchRules(db, store_id, tx), now);
  const times = { created_at: now, authenticated_at: now, expires_at };
  const row = { store_id, customer_id, public_id, tenant_id, ...times, ...usedBy(client) };
  const session_id = await db.insert("sessions", row, tx);
  await insertRefreshToken(db, tx, { store_id, session_id, expires_at }, refresh_token);
}

/** Replaces the first token of a session, when the answer that carried it was lost. */
export async function renewFirstToken(db: Database, owner: Person, public_id: string, token: string): Promise<void> {
  await transaction(db, async (tx) => {
    const { store_id, customer_id } = owner;
    const row = await findRow<{ id: number; expires_at: number }>(
      db,
      "sessions",
      { store_id, public_id, customer_id },
      tx,
    );
    if (!row) return;
    await db.run("DELETE FROM refresh_tokens WHERE session_id = ? AND used_at IS NULL", [row.id], tx);
    await insertRefreshToken(db, tx, { store_id, session_id: row.id, expires_at: row.expires_at }, token);
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
    `SELECT t.id, t.used_at, t.session_id, s.public_id, s.store_id, s.customer_id, s.tenant_id, s.created_at
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
  { id, store_id, session_id, created_at }: RefreshRow,
  next: string,
  client: SessionClient,
): Promise<void> {
  const expires_at = endOf(await fetchRules(db, store_id, tx), created_at);
  await update(db, "refresh_tokens", { id }, { used_at: Date.now() }, tx);
  await insertRefreshToken(db, tx, { store_id, session_id, expires_at }, next);
  await update(db, "sessions", { id: session_id }, { ...usedBy(client), expires_at }, tx);
}

/** Lists a customer's open sessions, the last used first. */
export function listSessions(db: Database, { store_id, customer_id }: Person): Promise<Session[]> {
  return db.rows<Session>(
    `SELECT public_id AS id, user_agent, ip, created_at, last_used_at FROM sessions
     WHERE ${mine} AND expires_at > ? ORDER BY last_used_at DESC, id DESC LIMIT ?`,
    [store_id, customer_id, Date.now(), sessionsListed],
  );
}

/** Whether a session of the customer is open, and what holds in its store: one query, since every request asks. */
export async function sessionState(db: Database, { store_id, customer_id }: Person, public_id: string) {
  const sql = `SELECT 1 AS found, (SELECT r.rules FROM sign_in_rules r WHERE r.store_id = sessions.store_id) AS rules
    FROM sessions WHERE store_id = ? AND public_id = ? AND customer_id = ? AND expires_at > ?`;
  const row = await db.row<{ rules: string | null }>(sql, [store_id, public_id, customer_id, Date.now()]);
  return { open: row !== undefined, rules: rulesOf(row?.rules) };
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

/**
 * Ends all sign-ins of a customer except the session that is `spared`: sessions, tokens that name none and were issued before
 * `at`, and what is under way. Returns how many sessions there were.
 */
export async function endSignIns(
  db: Database,
  tx: Transaction,
  owner: Person,
  { spared, at = Date.now() }: { spared?: string; at?: number } = {},
): Promise<number> {
  await recordEnd(db, tx, owner, at);
  const rows = await db.rows<{ id: number; public_id: string }>(
    `SELECT id, public_id FROM sessions WHERE ${mine}`,
    [owner.store_id, owner.customer_id],
    tx,
  );
  for (const { id, public_id } of rows) if (public_id !== spared) await deleteSession(db, tx, id);
  return rows.length;
}

/** True for a session whose customer has shown a password or a code a moment ago. */
export async function isRecent(db: Database, { store_id, customer_id }: Person, public_id: string): Promise<boolean> {
  const sql = `SELECT 1 AS found FROM sessions WHERE store_id = ? AND public_id = ? AND customer_id = ? AND authenticated_at > ?`;
  return (await db.row(sql, [store_id, public_id, customer_id, Date.now() - recentMs])) !== undefined;
}

/** Records that the customer of a session has just shown who they are. */
export const confirmSession = (db: Database, { store_id, customer_id }: Person, public_id: string) =>
  update(db, "sessions", { store_id, public_id, customer_id }, { authenticated_at: Date.now() });

const dayMs = 86_400_000;

// Each use extends a session, and its token with it, but not past its longest life.
const endOf = ({ session_days, session_idle_days }: SignInRules, created_at: number) =>
  Math.min(Date.now() + session_idle_days * dayMs, created_at + session_days * dayMs);

const usedBy = ({ ip, user_agent }: SessionClient) => ({
  ip: ip.slice(0, 64),
  user_agent: user_agent?.toWellFormed().slice(0, 255) ?? null,
  last_used_at: Date.now(),
});

async function insertRefreshToken(
  db: Database,
  tx: Transaction,
  of: { store_id: number; session_id: number; expires_at: number },
  token: string,
): Promise<void> {
  await db.insert("refresh_tokens", { ...of, token_hash: hashSecret(token), used_at: null }, tx);
}
