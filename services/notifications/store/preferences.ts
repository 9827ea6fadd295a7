import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew, remove, update } from "../../../mixins/db/statements.ts";
import type { NotificationPreferences } from "../../contracts.ts";
import { type Chosen, defaultPreferences, withChosen } from "../notifications.rules.ts";

const table = "notification_preferences";

/** What a customer wants; who has chosen nothing has the defaults. */
export async function fetchPreferences(
  db: Database,
  store_id: number,
  customer_id: string,
  tx?: Transaction,
): Promise<NotificationPreferences> {
  const row = await db.row<{ preferences: string }>(
    `SELECT preferences FROM ${table} WHERE store_id = ? AND customer_id = ?`,
    [store_id, customer_id],
    tx,
  );
  return row ? withChosen(defaultPreferences, JSON.parse(row.preferences) as Chosen) : defaultPreferences;
}

/** Puts what a customer chose over what they had chosen before; two choices at once both count. */
export async function mergePreferences(
  db: Database,
  tx: Transaction,
  store_id: number,
  customer_id: string,
  chosen: Chosen,
): Promise<NotificationPreferences> {
  const updated_at = Date.now();
  await insertNew(db, table, { store_id, customer_id, preferences: "{}", updated_at }, tx);
  const row = await findRow<{ preferences: string }>(db, table, { store_id, customer_id }, tx);
  const before = withChosen(defaultPreferences, JSON.parse(row?.preferences ?? "{}") as Chosen);
  const merged = withChosen(before, chosen);
  await update(db, table, { store_id, customer_id }, { preferences: JSON.stringify(merged), updated_at }, tx);
  return merged;
}

/** Removes what an erased customer wanted. */
export async function erasePreferences(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  await remove(db, table, { store_id, customer_id }, tx);
}
