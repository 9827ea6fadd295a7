import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Fulfilments; bookings at couriers, which are recorded before the courier answers; and the ledger of the sandbox
 * courier.
 */
export const fulfillmentsTables: Migration = {
  name: "0001-fulfillments",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const long = (allowNull: boolean) => ({
      type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT,
      allowNull,
    });
    const time = { type: types.BIGINT, allowNull: false };
    const store = { type: types.INTEGER, allowNull: false };
    const counter = (defaultValue: number) => ({ type: types.INTEGER, allowNull: false, defaultValue });
    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, fields, { name: `${table}_${name}`, unique });

    await schema.createTable("fulfillments", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: store,
      tenant_id: text(40),
      order_id: text(40),
      customer_id: optional(40),
      status: text(16),
      items: long(false),
      awb: optional(255),
      tracking_url: optional(2_048),
      provider_id: optional(64),
      shipping_method: optional(255),
      customer: long(true),
      delivery_person: long(true),
      pickup_address: long(true),
      courier_reference: optional(255),
      version: counter(1),
      created_at: time,
      updated_at: time,
    });
    await index("fulfillments", "public", ["store_id", "public_id"], true);
    await index("fulfillments", "order", ["store_id", "order_id", "id"]);
    await index("fulfillments", "customer", ["store_id", "customer_id"]);

    await schema.createTable("courier_bookings", {
      store_id: { ...store, primaryKey: true },
      fulfillment_id: { type: types.STRING(40), primaryKey: true },
      asked_by: text(191),
      provider_id: optional(64),
      state: text(16),
      tries: counter(0),
      due_at: time,
      error: optional(500),
      created_at: time,
      updated_at: time,
    });
    // The queue claims bookings of all stores.
    await index("courier_bookings", "due", ["state", "due_at"]);

    await schema.createTable("sandbox_courier_parcels", {
      store_id: { ...store, primaryKey: true },
      fulfillment_id: { type: types.STRING(40), primaryKey: true },
      awb: text(40),
      state: text(16),
      created_at: time,
    });
    await useBinaryOrder(db, ["fulfillments", "courier_bookings", "sandbox_courier_parcels"]);
  },
};
