import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Each customer's profile image, and every file that was begun: a file's row stays until the sweep has removed the
 * file.
 */
export const picturesTables: Migration = {
  name: "0001-pictures",
  async up({ db, schema, types }) {
    const key = { type: types.BIGINT, primaryKey: true, autoIncrement: true };
    const store = { type: types.INTEGER, allowNull: false };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const flag = { type: types.TINYINT, allowNull: false, defaultValue: 0 };

    await schema.createTable("profile_images", {
      id: key,
      store_id: store,
      customer_id: text(40),
      file_key: optional(64),
      content_type: optional(100),
      bytes: integer,
      width: integer,
      height: integer,
      version: integer,
      erased: flag,
      created_at: integer,
    });
    await schema.addIndex("profile_images", ["store_id", "customer_id"], {
      name: "profile_images_customer",
      unique: true,
    });
    await schema.addIndex("profile_images", ["store_id", "file_key"], { name: "profile_images_file", unique: true });

    await schema.createTable("picture_files", {
      id: key,
      store_id: store,
      tenant_id: text(40),
      customer_id: text(40),
      file_key: text(64),
      state: text(16),
      removed: flag,
      changed_at: integer,
    });
    await schema.addIndex("picture_files", ["store_id", "file_key"], { name: "picture_files_file", unique: true });
    await schema.addIndex("picture_files", ["store_id", "customer_id"], { name: "picture_files_customer" });
    // The sweep covers all stores.
    await schema.addIndex("picture_files", ["state", "removed", "changed_at"], { name: "picture_files_sweep" });
    await useBinaryOrder(db, ["profile_images", "picture_files"]);
  },
};
