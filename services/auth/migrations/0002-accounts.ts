import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Customers' passwords, sessions and codes. Of every credential only a hash is stored. A refresh token is looked up
 * before the store is known, so `store_id` cannot lead its index.
 */
export const accountsTables: Migration = {
  name: "0002-accounts",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const integer = { type: types.INTEGER, allowNull: false };
    const time = { type: types.BIGINT, allowNull: false };
    const id = { type: types.BIGINT, primaryKey: true, autoIncrement: true };
    const index = (table: string, name: string, columns: string[], unique = false) =>
      schema.addIndex(table, columns, { name: `${table}_${name}`, unique });
    const ofCustomer = { id, store_id: integer, customer_id: text(64) };

    await schema.createTable("accounts", {
      ...ofCustomer,
      tenant_id: text(64),
      password_hash: text(255),
      version: integer,
      created_at: time,
      updated_at: time,
    });
    await schema.createTable("sessions", {
      ...ofCustomer,
      public_id: text(40),
      user_agent: { type: types.STRING(255), allowNull: true },
      ip: text(64),
      created_at: time,
      last_used_at: time,
      expires_at: time,
    });
    await schema.createTable("refresh_tokens", {
      id,
      token_hash: text(44),
      store_id: integer,
      session_id: time,
      used_at: { type: types.BIGINT, allowNull: true },
      expires_at: time,
    });
    await schema.createTable("otps", {
      ...ofCustomer,
      customer_id: { type: types.STRING(64), allowNull: true },
      address_hash: text(44),
      code_hash: text(44),
      tries: integer,
      created_at: time,
      expires_at: time,
    });
    await schema.createTable("attempts", {
      store_id: { ...integer, primaryKey: true },
      name: { ...text(64), primaryKey: true },
      made: integer,
      ends_at: time,
    });
    // Before the indexes: two hashes may differ in nothing but case.
    await useBinaryOrder(db, ["accounts", "sessions", "refresh_tokens", "otps", "attempts"]);
    await index("accounts", "customer", ["store_id", "customer_id"], true);
    await index("sessions", "public", ["store_id", "public_id"], true);
    await index("sessions", "customer", ["store_id", "customer_id", "id"]);
    await index("sessions", "age", ["expires_at"]);
    await index("refresh_tokens", "hash", ["token_hash"], true);
    await index("refresh_tokens", "session", ["session_id"]);
    await index("refresh_tokens", "age", ["expires_at"]);
    await index("otps", "address", ["store_id", "address_hash"], true);
    await index("otps", "customer", ["store_id", "customer_id"]);
    await index("otps", "age", ["expires_at"]);
    await index("attempts", "age", ["ends_at"]);
  },
};
