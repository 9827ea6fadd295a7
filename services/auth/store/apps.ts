import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { remove, update } from "../../../mixins/db/statements.ts";
import { type AppRow, networksIn } from "../auth.store.ts";
import { hashSecret, isSecretOf } from "../secrets.ts";

/** An app with its installations, for the operator. */
export interface ListedApp {
  client_id: string;
  name: string;
  store_ids: number[];
  networks: string[];
  created_at: number;
  last_used_at: number;
  revoked_at: number;
}

/** Lists apps with the stores in which they are installed; of one store or one app when it is given. */
export async function listApps(
  db: Database,
  { store_id, client_id }: { store_id?: number; client_id?: string },
): Promise<ListedApp[]> {
  const rows = await db.rows<Omit<ListedApp, "store_ids" | "networks"> & { id: number; networks: string }>(
    `SELECT id, client_id, name, networks, created_at, last_used_at, revoked_at FROM apps
     WHERE (? IS NULL OR client_id = ?) ORDER BY id`,
    [client_id ?? null, client_id ?? null],
  );
  const installs = await db.rows<{ app_id: number; store_id: number }>(
    "SELECT app_id, store_id FROM app_installs ORDER BY store_id",
  );
  return rows
    .map(({ id, ...app }) => ({
      ...app,
      networks: networksIn(app),
      store_ids: installs.filter(({ app_id }) => app_id === id).map((install) => install.store_id),
    }))
    .filter(({ store_ids }) => store_id === undefined || store_ids.includes(store_id));
}

/** True when a secret is the app's, or the one before while both are good. */
export function isAppSecret(app: AppRow | undefined, secret: string): boolean {
  const isCurrent = isSecretOf(app?.secret_hash, secret);
  const isOld = isSecretOf(app?.old_secret_hash || undefined, secret) && (app?.old_secret_ends_at ?? 0) > Date.now();
  return (isCurrent || isOld) && app?.revoked_at === 0;
}

/** Gives an app a new secret; the one before is good until `oldEndsAt`. Returns false when there is no such app. */
export async function rotateSecret(
  db: Database,
  tx: Transaction,
  client_id: string,
  secret: string,
  oldEndsAt: number,
): Promise<boolean> {
  const now = Date.now();
  // MariaDB assigns in order: the old secret first.
  const changed = await db.run(
    `UPDATE apps SET old_secret_hash = secret_hash, old_secret_ends_at = ?, secret_hash = ?, updated_at = ?
     WHERE client_id = ? AND revoked_at = 0`,
    [oldEndsAt, hashSecret(secret), now, client_id],
    tx,
  );
  return changed > 0;
}

/** Sets the networks that an app may call from. Returns false when there is no such app. */
export const setNetworks = async (
  db: Database,
  tx: Transaction,
  client_id: string,
  networks: string[],
): Promise<boolean> =>
  (await update(db, "apps", { client_id }, { networks: networks.join(" "), updated_at: Date.now() }, tx)) > 0;

/** Marks an app as revoked and deletes its tokens. */
export async function revokeApp(db: Database, tx: Transaction, { id }: AppRow): Promise<void> {
  await update(db, "apps", { id }, { revoked_at: Date.now(), updated_at: Date.now() }, tx);
  await remove(db, "access_tokens", { app_id: id }, tx);
}

/** Removes an app from a store with its tokens there. Returns false when it was not installed. */
export async function uninstallApp(db: Database, tx: Transaction, { id }: AppRow, store_id: number): Promise<boolean> {
  await remove(db, "access_tokens", { app_id: id, store_id }, tx);
  return (await remove(db, "app_installs", { store_id, app_id: id }, tx)) > 0;
}

const noteEveryMs = 60_000;

/** Keeps when an app was last used, to the minute. */
export async function noteUse(db: Database, { id, last_used_at }: Pick<AppRow, "id" | "last_used_at">): Promise<void> {
  const now = Date.now();
  if (now - last_used_at > noteEveryMs) await update(db, "apps", { id }, { last_used_at: now });
}
