import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew, update } from "../../../mixins/db/statements.ts";
import type { DeliveredProduct, ReadyForReview } from "../../contracts.ts";

/** A delivered order, as far as reviews need it. */
export interface DeliveredOrder extends Person {
  order_id: string;
  order_number: string;
  delivered_at: number;
}

/** A row of `review_purchases`. */
export type Purchase = ReadyForReview & { id: number };

/**
 * Records the delivered products of an order. The first delivery of a product counts; when events arrive out of order,
 * an earlier one replaces a later one.
 */
export async function keepPurchases(
  db: Database,
  tx: Transaction,
  order: DeliveredOrder,
  products: readonly DeliveredProduct[],
): Promise<void> {
  // Ordered, so that concurrent deliveries to a customer cannot deadlock.
  for (const product of products.toSorted((a, b) => (a.product_id < b.product_id ? -1 : 1)))
    await keepPurchase(db, tx, order, product);
}

async function keepPurchase(db: Database, tx: Transaction, order: DeliveredOrder, product: DeliveredProduct) {
  const { store_id, customer_id, order_id, order_number, delivered_at } = order;
  const { product_id, sku, name } = product;
  const row = { store_id, customer_id, product_id, sku, name, order_id, order_number, delivered_at };
  if (await insertNew(db, "review_purchases", row, tx)) return;
  await db.run(
    `UPDATE review_purchases SET sku = ?, name = ?, order_id = ?, order_number = ?, delivered_at = ?
     WHERE store_id = ? AND customer_id = ? AND product_id = ? AND reviewed = 0 AND delivered_at > ?`,
    [sku, name, order_id, order_number, delivered_at, store_id, customer_id, product_id, delivered_at],
    tx,
  );
}

/** Locks a customer's purchase of a product; undefined when it was never delivered. */
export async function lockPurchase(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  product_id: string,
): Promise<Purchase | undefined> {
  const key = { store_id, customer_id, product_id };
  return findRow<Purchase>(db, "review_purchases", key, tx, `id, customer_id, ${shown}`);
}

/** Marks a purchase as reviewed. */
export async function markReviewed(db: Database, tx: Transaction, store_id: number, { id }: Purchase): Promise<void> {
  await update(db, "review_purchases", { store_id, id }, { reviewed: 1 }, tx);
}

/** Delivered products that a customer has not reviewed, the latest delivery first. */
export function purchasesToReview(
  db: Database,
  { store_id, customer_id }: Person,
  limit: number,
): Promise<ReadyForReview[]> {
  const sql = `SELECT ${shown} FROM review_purchases WHERE store_id = ? AND customer_id = ? AND reviewed = 0
    ORDER BY delivered_at DESC, id DESC LIMIT ?`;
  return db.rows<ReadyForReview>(sql, [store_id, customer_id, limit]);
}

const shown = "product_id, sku, name, order_id, order_number, delivered_at";
