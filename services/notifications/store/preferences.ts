import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { NotificationPreferences } from "../../contracts.ts";
import { type Chosen, defaultPreferences, withChosen } from "../notifications.rules.ts";

const mine = "WHERE store_id = ? AND customer_id = ?";

/** A customer's preferences; the defaults when they have set none. */
export async function fetchPreferences(
  db: Database,
  store_id: number,
  customer_id: string,
  tx?: Transaction,
): Promise<NotificationPreferences> {
  const row = await db.row<{ preferences: string }>(
    `SELECT preferences FROM notification_preferences ${mine}`,
    [store_id, customer_id],
    tx,
  );
  return row ? withChosen(defaultPreferences, JSON.parse(row.preferences) as Chosen) : defaultPreferences;
}

/** Merges the given preferences over the stored ones; concurrent changes both take effect. */
export async function mergePreferences(
  db: Database,
  tx: Transaction,
  store_id: number,
  customer_id: string,
  chosen: Chosen,
): Promise<NotificationPreferences> {
  const ignore = db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
  const now = Date.now();
  await db.run(
    `INSERT ${ignore} INTO notification_preferences (store_id, customer_id, preferences, updated_at) VALUES (?, ?, ?, ?)`,
    [store_id, customer_id, "{}", now],
    tx,
  );
  const sql = `SELECT preferences FROM notification_preferences ${mine} ${db.dialect === "mariadb" ? "FOR UPDATE" : ""}`;
  const row = await db.row<{ preferences: string }>(sql, [store_id, customer_id], tx);
  const before = withChosen(defaultPreferences, JSON.parse(row?.preferences ?? "{}") as Chosen);
  const merged = withChosen(before, chosen);
  await db.run(
    `UPDATE notification_preferences SET preferences = ?, updated_at = ? ${mine}`,
    [JSON.stringify(merged), now, store_id, customer_id],
    tx,
  );
  return merged;
}

/** Deletes an erased customer's preferences. */
export async function erasePreferences(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  await db.run(`DELETE FROM notification_preferences ${mine}`, [store_id, customer_id], tx);
}
