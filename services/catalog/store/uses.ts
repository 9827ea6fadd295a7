import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { countRows, remove, update } from "../../../mixins/db/statements.ts";
import { refusePromotion } from "../catalog.errors.ts";
import { usedUp } from "../promotions.rules.ts";

interface OfOrder {
  store_id: number;
  order_id: string;
}

/** A use of a promotion; `promotion_id` is the integer key. */
export interface Use extends OfOrder {
  promotion_id: number;
  customer_id: string;
}

/** The integer key of the promotion that an order used; undefined when it used none. */
export async function usedBy(db: Database, tx: Transaction, { store_id, order_id }: OfOrder) {
  const sql = "SELECT promotion_id FROM promotion_uses WHERE store_id = ? AND order_id = ?";
  return (await db.row<{ promotion_id: number }>(sql, [store_id, order_id], tx))?.promotion_id;
}

/** How often a customer used a promotion. */
export const countUses = (db: Database, tx: Transaction, { store_id, promotion_id, customer_id }: Use) =>
  countRows(db, "promotion_uses", { store_id, customer_id, promotion_id }, tx);

/** Inserts a use and counts it, unless the promotion's limit is reached. Throws `invalid_promo_code`. */
export async function addUse(db: Database, tx: Transaction, use: Use): Promise<void> {
  const { store_id, promotion_id } = use;
  const counted = await db.run(
    `UPDATE promotions SET times_used = times_used + 1
     WHERE store_id = ? AND id = ? AND (usage_limit IS NULL OR times_used < usage_limit)`,
    [store_id, promotion_id],
    tx,
  );
  if (counted === 0) throw refusePromotion(usedUp);
  await db.insert("promotion_uses", { ...use, created_at: Date.now() }, tx);
}

/** Deletes an order's use of a promotion; false when there is none. */
export async function removeUse(db: Database, tx: Transaction, { store_id, order_id }: OfOrder): Promise<boolean> {
  const promotion_id = await usedBy(db, tx, { store_id, order_id });
  if (promotion_id === undefined) return false;
  // The promotion first, as in `addUse`, so that concurrent transactions cannot deadlock.
  const sql = "UPDATE promotions SET times_used = times_used - 1 WHERE store_id = ? AND id = ?";
  await db.run(sql, [store_id, promotion_id], tx);
  await remove(db, "promotion_uses", { store_id, order_id }, tx);
  return true;
}

/** Removes a customer's id from their uses; the uses still count. */
export async function forgetUses(db: Database, tx: Transaction, store_id: number, customer_id: string): Promise<void> {
  await update(db, "promotion_uses", { store_id, customer_id }, { customer_id: null }, tx);
}
