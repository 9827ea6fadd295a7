import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { writeTogether } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRows } from "../../../mixins/db/statements.ts";
import type { FulfillmentState, OrderFulfillment } from "../fulfillment.rules.ts";
import type { OrderKey } from "./items.ts";

type Found = Pick<OrderFulfillment, "id" | "state"> & { order_id: number; items: string };

/** The fulfilments of orders, claimed and cancelled ones too. */
export const fulfillments = {
  /** All of an order's, in any state. */
  async fetch(db: Database, tx: Transaction, { store_id, id }: OrderKey): Promise<OrderFulfillment[]> {
    const form = { columns: "order_id, fulfillment_id AS id, state, items", end: "ORDER BY fulfillment_id" };
    const rows = await findRows<Found>(db, "order_fulfillments", { store_id, order_id: id }, tx, form);
    return rows.map(({ order_id, ...row }) => ({ ...row, items: JSON.parse(row.items) }));
  },

  /** The row of a fulfilment that was made at a time. */
  row({ store_id, id: order_id }: OrderKey, { id: fulfillment_id, state, items }: OrderFulfillment, at: number) {
    return {
      store_id,
      order_id,
      fulfillment_id,
      state,
      items: JSON.stringify(items),
      created_at: at,
      updated_at: at,
    };
  },

  /** Inserts a fulfilment. */
  async insert(db: Database, tx: Transaction, order: OrderKey, made: OrderFulfillment): Promise<void> {
    await db.insertMany("order_fulfillments", [fulfillments.row(order, made, Date.now())], tx);
  },

  /** Gives fulfilments of an order another state. */
  async setState(
    db: Database,
    tx: Transaction,
    { store_id, id }: OrderKey,
    some: readonly OrderFulfillment[],
    state: FulfillmentState,
  ): Promise<void> {
    if (some.length === 0) return;
    const mine = { id, fulfillments: some.map((each) => each.id) };
    await writeTogether(tx, `fulfilments ${store_id} ${state}`, mine, async (orders) => {
      const those = orders.map((each) => `(order_id = ? AND fulfillment_id IN (${marks(each.fulfillments)}))`);
      await db.run(
        `UPDATE order_fulfillments SET state = ?, updated_at = ? WHERE store_id = ? AND (${those.join(" OR ")})`,
        [state, Date.now(), store_id, ...orders.flatMap((each) => [each.id, ...each.fulfillments])],
        tx,
        orders.length > 1 ? "text" : "prepared",
      );
      return orders.map(() => undefined);
    });
  },
};
