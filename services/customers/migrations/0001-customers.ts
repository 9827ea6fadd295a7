import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { customerCounts } from "../store/counts.ts";

/**
 * Customers, their groups, addresses and searchable words, and what orders add to their totals.
 * Each sorting of the lists has an index with `id` (the tie-breaker of cursors) and `is_guest` (the one filter that a
 * list has by default), so that a page is found without touching the rows before it. Whatever gives matches of a filter
 * gives `created_at` too: the order that lists have unless told, so that sorting them reads no rows either.
 */
export const customersTables: Migration = {
  name: "0001-customers",
  async up({ db, schema, types }) {
    const flag = (value: 0 | 1) => ({ type: types.TINYINT, allowNull: false, defaultValue: value });
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false, defaultValue: "" });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const key = { type: types.INTEGER, primaryKey: true, autoIncrement: true };
    const store = { type: types.INTEGER, allowNull: false };

    await schema.createTable("customers", {
      id: key,
      public_id: text(40),
      store_id: store,
      tenant_id: text(40),
      email: optional(254),
      phone: optional(32),
      phone_key: optional(24),
      registration_source: text(16),
      is_guest: flag(0),
      enabled: flag(1),
      approved: flag(1),
      email_verified: flag(0),
      phone_verified: flag(0),
      first_name: text(255),
      last_name: text(255),
      first_key: text(64),
      last_key: text(64),
      group_id: { type: types.INTEGER, allowNull: true },
      address_json: { type: types.TEXT, allowNull: true },
      last_active_on: integer,
      total_orders: { type: types.INTEGER, allowNull: false, defaultValue: 0 },
      total_order_amount: integer,
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    });
    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, fields, { name: `${table}_${name}`, unique });
    await index("customers", "public", ["store_id", "public_id"], true);
    await index("customers", "email", ["store_id", "email"], true);
    await index("customers", "phone", ["store_id", "phone_key"], true);
    await index("customers", "keyset", ["store_id", "id"]);
    await index("customers", "group", ["store_id", "group_id"]);
    await index("customers", "verified", [
      "store_id",
      "email_verified",
      "phone_verified",
      "id",
      "is_guest",
      "created_at",
    ]);
    await index("customers", "phone_verified", ["store_id", "phone_verified", "id", "is_guest", "created_at"]);
    for (const column of ["updated_at", "last_active_on", "total_orders", "total_order_amount"]) {
      await index("customers", column, ["store_id", column, "id", "is_guest", "created_at"]);
    }
    // The order that lists have unless told: with what filters ask for, so that to walk it reads no row.
    const filters = ["is_guest", "total_orders", "total_order_amount", "email_verified", "phone_verified"];
    await index("customers", "created_at", ["store_id", "created_at", "id", ...filters]);
    await index("customers", "first_name", ["store_id", "first_key", "last_key", "id", "is_guest"]);
    await index("customers", "last_name", ["store_id", "last_key", "first_key", "id", "is_guest"]);

    await schema.createTable("customer_words", {
      store_id: { ...store, primaryKey: true },
      customer_id: { type: types.INTEGER, primaryKey: true },
      kind: { type: types.TINYINT, primaryKey: true },
      word: { type: types.STRING(48), primaryKey: true },
      created_at: integer,
    });
    await index("customer_words", "search", ["store_id", "kind", "word", "created_at", "customer_id"]);

    await schema.createTable("customer_groups", {
      id: key,
      public_id: text(40),
      store_id: store,
      tenant_id: text(40),
      name: text(255),
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    });
    await index("customer_groups", "public", ["store_id", "public_id"], true);
    await index("customer_groups", "created_at", ["store_id", "created_at", "id"]);

    await schema.createTable("customer_addresses", {
      id: key,
      public_id: text(40),
      store_id: store,
      customer_id: { type: types.INTEGER, allowNull: false },
      address: { type: types.TEXT, allowNull: false },
      is_default_billing: flag(0),
      is_default_shipping: flag(0),
      created_at: integer,
      updated_at: integer,
    });
    await index("customer_addresses", "customer", ["store_id", "customer_id", "id"]);

    await schema.createTable("customer_orders", {
      store_id: { ...store, primaryKey: true },
      order_id: { type: types.STRING(40), primaryKey: true },
      customer_id: text(40),
      version: { type: types.INTEGER, allowNull: false },
      amount: integer,
      counts: flag(1),
    });
    await index("customer_orders", "customer", ["store_id", "customer_id"]);

    await customerCounts.create(schema);
    // Both engines then compare text by code point, so a sorting or a beginning means the same on either.
    await useBinaryOrder(db, [
      "customers",
      "customer_words",
      "customer_groups",
      "customer_addresses",
      "customer_orders",
    ]);
  },
};
