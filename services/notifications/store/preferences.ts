import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew, remove, update } from "../../../mixins/db/statements.ts";
import type { NotificationPreferences } from "../../contracts.ts";
import { type Chosen, defaultPreferences, withChosen } from "../notifications.rules.ts";
import { messageErasures } from "./erasures.ts";

const table = "notification_preferences";

/** A customer's preferences, locked inside a transaction; the defaults when they have set none. */
export async function fetchPreferences(
  db: Database,
  store_id: number,
  customer_id: string,
  tx?: Transaction,
): Promise<NotificationPreferences> {
  const row = await findRow<{ preferences: string }>(db, table, { store_id, customer_id }, tx);
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
  const updated_at = Date.now();
  await insertNew(db, table, { store_id, customer_id, preferences: "{}", updated_at }, tx);
  const merged = withChosen(await fetchPreferences(db, store_id, customer_id, tx), chosen);
  await update(db, table, { store_id, customer_id }, { preferences: JSON.stringify(merged), updated_at }, tx);
  if (await messageErasures.has(db, tx, { store_id, customer_id }))
    await erasePreferences(db, tx, store_id, customer_id);
  return merged;
}

/** Deletes an erased customer's preferences. */
export async function erasePreferences(db: Database, tx: Transaction, store_id: number, customer_id: string) {
  await remove(db, table, { store_id, customer_id }, tx);
}
