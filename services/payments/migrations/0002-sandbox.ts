import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Tables of the sandbox provider, which replaces an external one: charges, and each operation once for its key.
 */
export const sandboxTables: Migration = {
  name: "0002-sandbox",
  async up({ db, schema, types }) {
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const store = { type: types.INTEGER, allowNull: false };
    const id = { type: types.BIGINT, primaryKey: true, autoIncrement: true };

    await schema.createTable("sandbox_charges", {
      id,
      store_id: store,
      charge_id: text(40),
      card: { type: types.STRING(191), allowNull: true },
      state: text(16),
      held: integer,
      captured: integer,
      refunded: integer,
      created_at: integer,
    });
    await schema.addIndex("sandbox_charges", ["store_id", "charge_id"], {
      name: "sandbox_charges_charge",
      unique: true,
    });
    await schema.createTable("sandbox_operations", {
      id,
      store_id: store,
      operation_key: text(80),
      charge_id: text(40),
      kind: text(16),
      moved: integer,
      answer: { type: types.TEXT, allowNull: true },
      created_at: integer,
    });
    await schema.addIndex("sandbox_operations", ["store_id", "operation_key"], {
      name: "sandbox_operations_key",
      unique: true,
    });
    await schema.addIndex("sandbox_operations", ["store_id", "charge_id", "id"], { name: "sandbox_operations_charge" });
    await useBinaryOrder(db, ["sandbox_charges", "sandbox_operations"]);
  },
};
