import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Apps, their installations, and their tokens. An app and a token are looked up by credentials before the store is
 * known, so `store_id` cannot lead their indexes; it leads the one of the installations.
 */
export const appsTables: Migration = {
  name: "0001-apps",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const integer = { type: types.INTEGER, allowNull: false };
    const time = { type: types.BIGINT, allowNull: false };
    const key = { type: types.INTEGER, primaryKey: true, autoIncrement: true };

    await schema.createTable("apps", {
      id: key,
      client_id: text(64),
      secret_hash: text(44),
      name: text(255),
      created_at: time,
      updated_at: time,
    });
    await schema.createTable("app_installs", {
      store_id: { ...integer, primaryKey: true },
      app_id: { ...integer, primaryKey: true },
      scopes: { type: types.TEXT, allowNull: false },
      created_at: time,
    });
    await schema.createTable("access_tokens", {
      id: key,
      token_hash: text(44),
      store_id: integer,
      app_id: integer,
      scopes: { type: types.TEXT, allowNull: false },
      expires_at: time,
    });
    // Before the indexes: two hashes may differ in nothing but case.
    await useBinaryOrder(db, ["apps", "app_installs", "access_tokens"]);
    await schema.addIndex("apps", ["client_id"], { name: "apps_client", unique: true });
    await schema.addIndex("app_installs", ["app_id", "store_id"], { name: "app_installs_app" });
    await schema.addIndex("access_tokens", ["token_hash"], { name: "access_tokens_hash", unique: true });
    await schema.addIndex("access_tokens", ["expires_at"], { name: "access_tokens_age" });
  },
};
