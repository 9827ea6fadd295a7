import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Payments, refunds, and the idempotency keys of their requests. A key is claimed together with the intent, before the
 * provider is called: an interrupted request can then be resumed, and a step that arrives after its undo is refused.
 */
export const paymentsTables: Migration = {
  name: "0001-payments",
  async up({ db, schema, types }) {
    const key = { type: types.BIGINT, primaryKey: true, autoIncrement: true };
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const flag = { type: types.TINYINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const common = {
      id: key,
      public_id: text(40),
      store_id: { type: types.INTEGER, allowNull: false },
      tenant_id: text(40),
      order_id: text(40),
      status: text(16),
      amount: integer,
      currency: text(3),
      provider_reference: optional(255),
      error: optional(500),
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    };
    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, fields, { name: `${table}_${name}`, unique });

    await schema.createTable("payments", {
      ...common,
      request_key: optional(191),
      provider: text(16),
      method: text(40),
      payment_method_id: optional(191),
      capture_at_once: flag,
      captured: integer,
      refunded: integer,
      capturing: { type: types.BIGINT, allowNull: true },
      voiding: flag,
    });
    await index("payments", "public", ["store_id", "public_id"], true);
    await index("payments", "order", ["store_id", "order_id", "id"]);
    await index("payments", "request", ["store_id", "request_key"], true);

    await schema.createTable("refunds", {
      ...common,
      payment_id: text(40),
      reference: text(191),
      reason: optional(500),
    });
    await index("refunds", "public", ["store_id", "public_id"], true);
    await index("refunds", "order", ["store_id", "order_id", "id"]);
    await index("refunds", "reference", ["store_id", "reference", "payment_id"], true);

    await schema.createTable("payment_keys", {
      store_id: { type: types.INTEGER, primaryKey: true },
      request_key: { type: types.STRING(191), primaryKey: true },
      request_hash: text(44),
      created_at: integer,
    });
    // Both engines then compare text by code point, so a key means the same on either.
    await useBinaryOrder(db, ["payments", "refunds", "payment_keys"]);
  },
};
