import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * What an order consists of and what became of it. The parts of an order have it in their primary key: a detail is read
 * from one place, and writing it keeps no index beside. `state` is the four statuses as one number (`stateOf`) and
 * `number` the one in `order_number`: with them one index serves every combination of statuses, and one the numbers.
 */
export const orderDetails: Migration = {
  name: "0002-order-details",
  async up({ db, schema, types }) {
    await addColumns(db, "orders", {
      tags: "TEXT NULL",
      shipping_method: "VARCHAR(255) NULL",
      shipping_address: "TEXT NULL",
      contact: "TEXT NULL",
      cancel_reason: "VARCHAR(24) NULL",
      cancel_reason_details: "TEXT NULL",
      revision: "INTEGER NOT NULL DEFAULT 1",
      number: "BIGINT NOT NULL DEFAULT 0",
      state: "INTEGER NOT NULL DEFAULT 0",
    });
    await db.run(`UPDATE orders SET number = SUBSTR(order_number, 3) + 0, state = ${stateInSql}, revision = version
      WHERE number = 0`);
    const index = (name: string, fields: string[]) => schema.addIndex("orders", fields, { name: `orders_${name}` });
    await index("state", ["store_id", "state", "created_at", "id"]);
    await index("sequence", ["store_id", "number", "created_at", "id"]);
    await index("updated_at", ["store_id", "updated_at", "id", "state"]);
    await index("grand_total", ["store_id", "grand_total", "id"]);
    // What `state` and `customer` do as well.
    for (const name of ["orders_status", "orders_customer_status"]) await schema.dropIndex("orders", name);

    const store = { type: types.INTEGER, allowNull: false, primaryKey: true };
    const order = { type: types.INTEGER, allowNull: false, primaryKey: true };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const number = { type: types.INTEGER, allowNull: false, defaultValue: 0 };
    const money = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const free = { type: types.TEXT, allowNull: true };

    await schema.createTable("order_items", {
      store_id: store,
      order_id: order,
      place: { type: types.SMALLINT, allowNull: false, primaryKey: true },
      public_id: text(40),
      product_id: text(40),
      sku: text(100),
      name: text(255),
      quantity: number,
      fulfilled_quantity: number,
      cancelled_quantity: number,
      returned_quantity: number,
      unit_price: money,
      total: money,
      modifiers: free,
    });
    await schema.createTable("order_timeline", {
      store_id: store,
      order_id: order,
      // The revision of the order that it brought.
      revision: { type: types.INTEGER, allowNull: false, primaryKey: true },
      public_id: text(40),
      type: text(80),
      at: money,
      actor: text(120),
      note: free,
      data: free,
    });
    await schema.createTable("order_fulfillments", {
      store_id: store,
      order_id: order,
      fulfillment_id: { type: types.STRING(40), allowNull: false, primaryKey: true },
      state: text(16),
      items: { type: types.TEXT, allowNull: false },
      created_at: money,
      updated_at: money,
    });
    await useBinaryOrder(db, ["order_items", "order_timeline", "order_fulfillments"]);
  },
};

const stateInSql = [
  ["status", "'pending','confirmed','processing','shipped','delivered','cancelled','refunded'", 1_000],
  ["payment_status", "'pending','authorized','captured','failed','voided'", 100],
  ["financial_status", "'pending','paid','partially_refunded','refunded','voided'", 10],
  ["fulfillment_status", "'unfulfilled','partial','fulfilled'", 1],
]
  .map(([column, names, weight]) => {
    const cases = String(names).split(",");
    return `CASE ${column} ${cases.map((name, digit) => `WHEN ${name} THEN ${digit * Number(weight)}`).join(" ")} ELSE 0 END`;
  })
  .join(" + ");
