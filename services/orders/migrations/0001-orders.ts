import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { orderCounts } from "../store/counts.ts";

/**
 * Orders, and for each store how many it has and the last number that it gave. Every index begins with the store; those of the lists end in
 * `created_at, id`, so that a page is found without sorting, and the bare `store_id, id` is what a rebuild reads along.
 */
export const ordersTables: Migration = {
  name: "0001-orders",
  async up({ db, schema, types }) {
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const store = { type: types.INTEGER, allowNull: false };

    await schema.createTable("orders", {
      id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: store,
      tenant_id: text(40),
      order_number: text(32),
      customer_id: { type: types.STRING(40), allowNull: true },
      status: text(16),
      payment_status: text(24),
      financial_status: text(24),
      fulfillment_status: text(24),
      currency: text(3),
      sub_total: integer,
      discount: integer,
      tax: integer,
      shipping: integer,
      tip: integer,
      grand_total: integer,
      payment_method: text(40),
      note: { type: types.TEXT, allowNull: true },
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    });
    const index = (name: string, fields: string[], unique = false) =>
      schema.addIndex("orders", fields, { name: `orders_${name}`, unique });
    await index("public", ["store_id", "public_id"], true);
    await index("number", ["store_id", "order_number"], true);
    await index("store", ["store_id", "id"]);
    await index("created_at", ["store_id", "created_at", "id"]);
    await index("status", ["store_id", "status", "created_at", "id"]);
    await index("customer", ["store_id", "customer_id", "created_at", "id"]);
    await index("customer_status", ["store_id", "customer_id", "status", "created_at", "id"]);

    await schema.createTable("order_counters", {
      store_id: { type: types.INTEGER, primaryKey: true },
      last_number: integer,
    });
    await orderCounts.create(schema);
    // Both engines then compare text by code point, so a key means the same on either.
    await useBinaryOrder(db, ["orders"]);
  },
};
