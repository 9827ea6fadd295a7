import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { OrderDetail, OrderReturn } from "../../contracts.ts";
import type { OrderFulfillment } from "../fulfillment.rules.ts";
import { orderNumber } from "../orders.rules.ts";
import { fulfillments } from "./claims.ts";
import { orderCounts } from "./counts.ts";
import { itemRows, type OrderKey } from "./items.ts";
import { takeNumbers } from "./numbers.ts";
import { returnCounts, returnRow } from "./returns.ts";
import { toRow } from "./rows.ts";
import { entryRows } from "./timeline.ts";

/** An order of the past with its fulfilments and returns. */
export type PastOrder = Omit<OrderDetail, "order_id" | "order_number"> & {
  fulfillments?: OrderFulfillment[];
  returns?: OrderReturn[];
};

/** Takes a block of a store's order numbers and returns the first of them. */
export const takeNumberBlock = (db: Database, store_id: number, count: number): Promise<number> =>
  transaction(db, (tx) => takeNumbers(db, tx, store_id, count));

/** Inserts orders of the past under consecutive numbers, which were taken for them. */
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
  const insertParts = (table: string, rowsOf: (order: PastOrder, key: OrderKey) => Row[]) => {
    const parts = orders.map((order, index) => rowsOf(order, { store_id: store.store_id, id: keys[index] as number }));
    return insertBulk(db, tx, table, parts.flat());
  };
  await insertParts("order_items", (order, key) => itemRows(key, order.items));
  await insertParts("order_timeline", (order, key) => entryRows({ ...key, revision: order.revision }, order.timeline));
  await insertParts("order_fulfillments", (order, key) =>
    (order.fulfillments ?? []).map((each) => fulfillments.row(key, each, order.created_at)),
  );
  const returns = orders.flatMap((order) => order.returns ?? []).sort((a, b) => a.created_at - b.created_at);
  await insertBulk(
    db,
    tx,
    "returns",
    returns.map((each) => returnRow(each, store)),
  );
  if (returns.length > 0) await returnCounts.add(db, tx, store.store_id, 0, returns.length);
  await orderCounts.add(db, tx, store.store_id, 0, rows.length);
}

// Read back: no engine promises ascending keys for rows of one statement.
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
