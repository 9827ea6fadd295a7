import type { Transaction } from "sequelize";
import type { Database } from "../../mixins/db/database.ts";
import { findRow, update } from "../../mixins/db/statements.ts";
import type { Install } from "./auth.rules.ts";
import { hashSecret } from "./secrets.ts";

/** A row of `apps`. */
export interface AppRow {
  id: number;
  name: string;
  secret_hash: string;
  /** The secret before, good until `old_secret_ends_at`; empty when there is none. */
  old_secret_hash: string;
  old_secret_ends_at: number;
  /** 0 until the app is revoked. */
  revoked_at: number;
  last_used_at: number;
  /** Those that it may call from, separated by spaces; empty for any. */
  networks: string;
}

/** The networks of a row; none when any is right. */
export const networksIn = ({ networks }: Pick<AppRow, "networks">): string[] =>
  networks === "" ? [] : networks.split(" ");

// Scopes are stored in the form of the RFC: separated by spaces.
const split = (scopes: string) => scopes.split(" ");

/** Finds an app and its scopes in one store; `scopes` is null where it is not installed. */
export async function findClient(db: Database, client_id: string, store_id: number) {
  const row = await db.row<AppRow & { client_id: string; scopes: string | null }>(
    `SELECT a.id, a.client_id, a.name, a.secret_hash, a.old_secret_hash, a.old_secret_ends_at, a.revoked_at,
            a.last_used_at, a.networks, i.scopes FROM apps a
     LEFT JOIN app_installs i ON i.store_id = ? AND i.app_id = a.id WHERE a.client_id = ?`,
    [store_id, client_id],
  );
  return row && { ...row, scopes: row.scopes === null ? null : split(row.scopes) };
}

/** Finds the grant of an unexpired token whose app is still installed in the store. */
export async function findToken(db: Database, token: string, now: number) {
  const row = await db.row<{
    id: number;
    last_used_at: number;
    client_id: string;
    name: string;
    networks: string;
    store_id: number;
    scopes: string;
    expires_at: number;
  }>(
    `SELECT a.id, a.last_used_at, a.client_id, a.name, a.networks, t.store_id, t.scopes, t.expires_at FROM access_tokens t
     JOIN apps a ON a.id = t.app_id JOIN app_installs i ON i.store_id = t.store_id AND i.app_id = t.app_id
     WHERE t.token_hash = ? AND t.expires_at > ? AND a.revoked_at = 0`,
    [hashSecret(token), now],
  );
  return row && { ...row, scopes: split(row.scopes) };
}

/** Finds an app by its client id. */
export const findApp = (db: Database, client_id: string): Promise<AppRow | undefined> =>
  findRow<AppRow>(db, "apps", { client_id });

/** Lists the installations of an app. */
export async function listInstalls(db: Database, appId: number): Promise<Install[]> {
  const rows = await db.rows<{ store_id: number; scopes: string }>(
    "SELECT store_id, scopes FROM app_installs WHERE app_id = ? ORDER BY store_id",
    [appId],
  );
  return rows.map(({ store_id, scopes }) => ({ store_id, scopes: split(scopes) }));
}

/** Inserts an app and returns its integer key. */
export function insertApp(
  db: Database,
  app: { client_id: string; client_secret: string; name: string; networks?: string },
  tx?: Transaction,
): Promise<number> {
  const { client_secret, ...rest } = app;
  const now = Date.now();
  return db.insert("apps", { ...rest, secret_hash: hashSecret(client_secret), created_at: now, updated_at: now }, tx);
}

/** Installs an app in stores. */
export async function insertInstalls(db: Database, appId: number, installs: Install[], tx?: Transaction) {
  const row = { app_id: appId, created_at: Date.now() };
  const rows = installs.map(({ store_id, scopes }) => ({ ...row, store_id, scopes: scopes.join(" ") }));
  await db.insertMany("app_installs", rows, tx);
}

/** Replaces an app's secret; the old one is invalid from then on. */
export async function replaceSecret(db: Database, client_id: string, secret: string): Promise<void> {
  await update(db, "apps", { client_id }, { secret_hash: hashSecret(secret), updated_at: Date.now() });
}

/** Inserts the hash of a token with its grant. */
export async function insertToken(db: Database, appId: number, token: string, install: Install, expires_at: number) {
  const { store_id, scopes } = install;
  const row = { token_hash: hashSecret(token), store_id, app_id: appId, scopes: scopes.join(" "), expires_at };
  await db.insert("access_tokens", row);
}
