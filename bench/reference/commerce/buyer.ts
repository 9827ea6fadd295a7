import { customerSegments } from "../../../services/contracts.ts";
import { limitsOf, type OrderFigures, segmentOf } from "../../../services/customers/segments.rules.ts";
import type { Shop } from "../authenticate.ts";
import type { Connected, Db } from "../connection.ts";
import { insert } from "../orders/locked.ts";

/** The customer, as an order stores it. */
export interface Buyer {
  name: string;
  email: string | null;
  phone: string | null;
}

/** The customer of an order; undefined when there is none. */
export async function fetchBuyer(db: Db, { store_id }: Shop, customer_id: string): Promise<Buyer | undefined> {
  const [row] = await db.rows<Omit<Buyer, "name"> & { first_name: string; last_name: string }>(
    "SELECT first_name, last_name, email, phone FROM customers WHERE store_id = ? AND public_id = ?",
    [store_id, customer_id],
  );
  if (!row) return undefined;
  const { first_name, last_name, email, phone } = row;
  return { name: [first_name, last_name].filter((name) => name !== "").join(" "), email, phone };
}

/** Adds an order to its customer's totals, and sets the segment that follows from them. */
export async function countOrder(
  tx: Connected,
  { store_id, currency_decimals }: Shop,
  customer_id: string,
  { order_id, amount, now }: { order_id: string; amount: number; now: number },
): Promise<void> {
  const [row] = await tx.rows<OrderFigures & { id: number }>(
    `SELECT id, total_orders, total_order_amount, first_order_at, last_order_at FROM customers
     WHERE store_id = ? AND public_id = ? FOR UPDATE`,
    [store_id, customer_id],
  );
  if (!row) return;
  const figures = {
    total_orders: row.total_orders + 1,
    total_order_amount: row.total_order_amount + amount,
    first_order_at: row.first_order_at || now,
    last_order_at: now,
  };
  const { segment, until } = segmentOf(figures, limitsOf(undefined, currency_decimals), now);
  await tx.run(
    `UPDATE customers SET total_orders = ?, total_order_amount = ?, first_order_at = ?, last_order_at = ?, segment = ?,
     segment_until = ?, version = version + 1 WHERE store_id = ? AND id = ?`,
    [...Object.values(figures), customerSegments.indexOf(segment), until, store_id, row.id],
  );
  await insert(tx, "customer_orders", [
    { store_id, order_id, customer_id, version: 1, amount, counts: 1, created_at: now },
  ]);
}
