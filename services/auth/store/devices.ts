import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, remove, update } from "../../../mixins/db/statements.ts";
import { deviceMs, mostDevices } from "../accounts.rules.ts";
import { hashSecret } from "../secrets.ts";

/** A row of `devices`. */
interface DeviceRow {
  id: number;
}

/** Finds the device of a customer by its token, or by a network on which they signed in. */
export async function findDevice(
  db: Database,
  { store_id, customer_id }: Person,
  { token, network_hash }: { token: string | undefined; network_hash: string },
): Promise<DeviceRow | undefined> {
  const byToken =
    token && (await findRow<DeviceRow>(db, "devices", { store_id, token_hash: hashSecret(token), customer_id }));
  if (byToken) return byToken;
  const sql = `SELECT id FROM devices WHERE store_id = ? AND customer_id = ? AND network_hash = ? AND expires_at > ?
    ORDER BY id LIMIT 1`;
  return db.row<DeviceRow>(sql, [store_id, customer_id, network_hash, Date.now()]);
}

/** Keeps the device of a sign-in: the one of the token that was shown, or a new one. Returns whether it is new. */
export async function keepDevice(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  { shown, next, network_hash }: { shown: string | undefined; next: string; network_hash: string },
): Promise<boolean> {
  const now = Date.now();
  // Its network stays the first one: somebody who travels with a device is still known at home.
  const used = { expires_at: now + deviceMs };
  if (shown && (await update(db, "devices", { store_id, token_hash: hashSecret(shown), customer_id }, used, tx)) > 0)
    return false;
  await db.insert(
    "devices",
    { store_id, customer_id, token_hash: hashSecret(next), network_hash, created_at: now, ...used },
    tx,
  );
  const rows = await db.rows<DeviceRow>(
    "SELECT id FROM devices WHERE store_id = ? AND customer_id = ? ORDER BY expires_at DESC, id DESC",
    [store_id, customer_id],
    tx,
  );
  for (const { id } of rows.slice(mostDevices)) await remove(db, "devices", { id }, tx);
  return true;
}

/** True for a customer who has signed in lately, with or without a password. */
export const hasDevices = async (db: Database, { store_id, customer_id }: Person): Promise<boolean> =>
  (await db.row("SELECT id FROM devices WHERE store_id = ? AND customer_id = ? LIMIT 1", [store_id, customer_id])) !==
  undefined;

/** Forgets every device of a customer. */
export const deleteDevices = (db: Database, tx: Transaction, { store_id, customer_id }: Person) =>
  remove(db, "devices", { store_id, customer_id }, tx);
