import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/**
 * What bounds guessing and undoes a takeover: each network has its own code for an address (`of_hash` is what they have
 * in common), counters grow their pause, customers' devices are known, and a changed address can be changed back.
 */
export const guessingTables: Migration = {
  name: "0003-guessing",
  async up({ db, schema, types }) {
    await addColumns(db, "otps", {
      of_hash: "VARCHAR(44) NOT NULL DEFAULT ''",
      tries_elsewhere: "INTEGER NOT NULL DEFAULT 0",
    });
    await addColumns(db, "attempts", { level: "INTEGER NOT NULL DEFAULT 0" });
    await addColumns(db, "sessions", {
      tenant_id: "VARCHAR(64) NOT NULL DEFAULT ''",
      authenticated_at: "BIGINT NOT NULL DEFAULT 0",
    });
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const time = { type: types.BIGINT, allowNull: false };
    const flag = { type: types.TINYINT, allowNull: false };
    const ofCustomer = {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      store_id: { type: types.INTEGER, allowNull: false },
      customer_id: text(64),
    };
    await schema.createTable("devices", {
      ...ofCustomer,
      token_hash: text(44),
      network_hash: text(44),
      created_at: time,
      expires_at: time,
    });
    await schema.createTable("address_changes", {
      ...ofCustomer,
      kind: text(8),
      old_address: text(254),
      old_verified: flag,
      token_hash: text(44),
      created_at: time,
      expires_at: time,
    });
    // What a store's settings say of sign-in; `version` is that of the event that told it.
    await schema.createTable("sign_in_rules", {
      store_id: { type: types.INTEGER, primaryKey: true },
      rules: { type: types.TEXT, allowNull: false },
      version: { type: types.INTEGER, allowNull: false },
    });
    const index = (table: string, name: string, columns: string[], unique = false) =>
      schema.addIndex(table, columns, { name: `${table}_${name}`, unique });
    await index("otps", "of", ["store_id", "of_hash", "id"]);
    await index("devices", "token", ["store_id", "token_hash"], true);
    await index("devices", "customer", ["store_id", "customer_id", "network_hash"]);
    await index("devices", "age", ["expires_at"]);
    await index("address_changes", "token", ["store_id", "token_hash"], true);
    await index("address_changes", "customer", ["store_id", "customer_id", "id"]);
    await index("address_changes", "age", ["expires_at"]);
  },
};
