import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { ItemQuantity } from "../../contracts.ts";
import type { FulfillmentState, OrderFulfillment } from "../fulfillment.rules.ts";
import { fail } from "../orders.errors.ts";
import type { OrderKey } from "./items.ts";

/** The fulfilments of an order, claimed and cancelled ones too. */
export async function fetchFulfillments(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
): Promise<OrderFulfillment[]> {
  const rows = await db.rows<{ id: string; state: FulfillmentState; items: string }>(
    `SELECT fulfillment_id AS id, state, items FROM order_fulfillments
     WHERE store_id = ? AND order_id = ? ORDER BY fulfillment_id`,
    [store_id, id],
    tx,
  );
  return rows.map((row) => ({ ...row, items: JSON.parse(row.items) as ItemQuantity[] }));
}

/** One of an order's fulfilments. Throws `fulfillment_not_found`. */
export function fulfillmentOf(fulfillments: readonly OrderFulfillment[], fulfillment_id: string): OrderFulfillment {
  const fulfillment = fulfillments.find(({ id }) => id === fulfillment_id);
  if (!fulfillment) throw fail("fulfillment_not_found");
  return fulfillment;
}

/** The row of a fulfilment. */
export const fulfillmentRow = ({ store_id, id: order_id }: OrderKey, fulfillment: OrderFulfillment, at: number) => ({
  store_id,
  order_id,
  fulfillment_id: fulfillment.id,
  state: fulfillment.state,
  items: JSON.stringify(fulfillment.items),
  created_at: at,
  updated_at: at,
});

/** Keeps a fulfilment. */
export async function insertFulfillment(
  db: Database,
  tx: Transaction,
  order: OrderKey,
  fulfillment: OrderFulfillment,
): Promise<void> {
  await db.insert("order_fulfillments", fulfillmentRow(order, fulfillment, Date.now()), tx);
}

/** Gives fulfilments of an order another state. */
export async function updateFulfillments(
  db: Database,
  tx: Transaction,
  { store_id, id }: OrderKey,
  fulfillments: readonly OrderFulfillment[],
  state: FulfillmentState,
): Promise<void> {
  if (fulfillments.length === 0) return;
  await db.run(
    `UPDATE order_fulfillments SET state = ?, updated_at = ?
     WHERE store_id = ? AND order_id = ? AND fulfillment_id IN (${marks(fulfillments)})`,
    [state, Date.now(), store_id, id, ...fulfillments.map((fulfillment) => fulfillment.id)],
    tx,
  );
}
