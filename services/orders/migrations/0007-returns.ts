import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { returnCounts } from "../store/returns.ts";

/**
 * Returns with their items, and the number of returns of each store. Each list has the index that it is read by. A
 * database that has them from the service of before keeps them.
 */
export const returnsTable: Migration = {
  name: "0007-returns",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const long = (allowNull: boolean) => ({
      type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT,
      allowNull,
    });
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("returns", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: { type: types.INTEGER, allowNull: false },
      tenant_id: text(40),
      order_id: text(40),
      order_number: text(40),
      customer_id: text(40),
      status: text(16),
      items: long(false),
      shipping_address: long(true),
      refund_amount: { type: types.BIGINT, allowNull: true },
      currency: text(3),
      replacement_order_id: { type: types.STRING(40), allowNull: true },
      note: long(true),
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: time,
      updated_at: time,
    });
    const index = (name: string, fields: string[], unique = false) =>
      schema.addIndex("returns", ["store_id", ...fields], { name: `returns_${name}`, unique });
    await index("public", ["public_id"], true);
    await index("created_at", ["created_at", "id"]);
    await index("status", ["status", "created_at", "id"]);
    await index("customer", ["customer_id", "created_at", "id"]);
    await index("order", ["order_id", "created_at", "id"]);
    await returnCounts.create(schema);
    await useBinaryOrder(db, ["returns"]);
  },
};
