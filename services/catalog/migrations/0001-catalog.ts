import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { locations } from "../store/locations.ts";
import { products } from "../store/products.ts";
import { promotions } from "../store/promotions.ts";

/**
 * Products, promotions and locations, and the number of each in a store. Each list has the index that it is read by.
 */
export const catalogTables: Migration = {
  name: "0001-catalog",
  async up({ db, schema, types }) {
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const optional = (type = types.BIGINT) => ({ type, allowNull: true });
    const flag = { type: types.TINYINT, allowNull: false, defaultValue: 1 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false, defaultValue: "" });
    const longText = { type: types.TEXT, allowNull: false };
    const record = {
      id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: { type: types.INTEGER, allowNull: false },
      tenant_id: text(40),
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    };

    await schema.createTable("products", {
      ...record,
      sku: text(64),
      sku_key: text(255),
      name: text(255),
      name_key: text(255),
      description: longText,
      price: integer,
      tax_class: text(16),
      active: flag,
      track_stock: flag,
      modifiers: longText,
    });
    await schema.createTable("promotions", {
      ...record,
      code: text(40),
      code_key: text(80),
      type: text(16),
      value: integer,
      description: text(500),
      min_subtotal: integer,
      starts_at: optional(),
      ends_at: optional(),
      usage_limit: optional(),
      per_customer_limit: optional(),
      times_used: integer,
      active: flag,
    });
    await schema.createTable("locations", {
      ...record,
      name: text(255),
      address: { type: types.TEXT, allowNull: true },
      tax_rate: integer,
      timezone: text(64),
      order_types: text(255),
    });

    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, ["store_id", ...fields], { name: `${table}_${name}`, unique });
    for (const table of [products, promotions, locations]) {
      await index(table.name, "public", ["public_id"], true);
      await index(table.name, "created_at", ["created_at", "id"]);
      await table.counts.create(schema);
    }
    await index("products", "sku", ["sku"], true);
    await index("products", "active", ["active", "created_at", "id"]);
    await index("promotions", "code", ["code_key"], true);

    // Both engines then compare text by code point, so a key means the same on either.
    await useBinaryOrder(
      db,
      [products, promotions, locations].map(({ name }) => name),
    );
  },
};
