import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { OrderDetail } from "../../contracts.ts";
import type { OrderFulfillment } from "../fulfillment.rules.ts";
import { orderNumber } from "../orders.rules.ts";
import type { ReturnClaim } from "../returns.rules.ts";
import { orderCounts } from "./counts.ts";
import { fulfillmentRow } from "./fulfillments.ts";
import { itemRows, type OrderKey } from "./items.ts";
import { takeNumbers } from "./numbers.ts";
import { claimRow } from "./returns.ts";
import { entryRows } from "./timeline.ts";
import { toRow } from "./writing.ts";

/** An order of the past, with all that became of it. */
export type PastOrder = Omit<OrderDetail, "order_id" | "order_number"> & {
  fulfillments?: OrderFulfillment[];
  returns?: ReturnClaim[];
};

/** Takes a block of a store's order numbers; answers the first of them. */
export const takeNumberBlock = (db: Database, store_id: number, count: number): Promise<number> =>
  transaction(db, (tx) => takeNumbers(db, tx, store_id, count));

/** Inserts orders of the past, under consecutive numbers that were taken for them. */
export async function insertOrders(
  db: Database,
  tx: Transaction,
  store: { store_id: number; tenant_id: string },
  orders: readonly PastOrder[],
  firstNumber: number,
): Promise<void> {
  if (orders.length === 0) return;
  const rows = orders.map((order, index) => {
    const number = firstNumber + index;
    return toRow({ ...order, order_number: orderNumber(number) }, store.tenant_id, number);
  });
  await insertBulk(db, tx, "orders", rows);
  const keys = await keysOf(db, tx, store.store_id, firstNumber, orders.length);
  const partsOf = (of: (order: PastOrder, key: OrderKey) => Row[]) =>
    orders.flatMap((order, index) => of(order, { store_id: store.store_id, id: keys[index] as number }));
  const entries = partsOf((order, key) => entryRows({ ...key, revision: order.revision }, order.timeline));
  const fulfillments = partsOf(({ fulfillments = [], created_at }, key) =>
    fulfillments.map((each) => fulfillmentRow(key, each, created_at)),
  );
  await insertBulk(
    db,
    tx,
    "order_items",
    partsOf((order, key) => itemRows(key, order.items)),
  );
  await insertBulk(db, tx, "order_timeline", entries);
  await insertBulk(db, tx, "order_fulfillments", fulfillments);
  const claims = partsOf(({ returns = [], created_at }, key) => returns.map((each) => claimRow(key, each, created_at)));
  await insertBulk(db, tx, "order_returns", claims);
  await orderCounts.add(db, tx, store.store_id, 0, rows.length);
}

// What the engine gave them: it promises no order between many that are inserted at once.
async function keysOf(
  db: Database,
  tx: Transaction,
  store_id: number,
  first: number,
  count: number,
): Promise<number[]> {
  const sql = "SELECT id FROM orders WHERE store_id = ? AND number BETWEEN ? AND ? ORDER BY number";
  const rows = await db.rows<{ id: number }>(sql, [store_id, first, first + count - 1], tx);
  return rows.map(({ id }) => id);
}
