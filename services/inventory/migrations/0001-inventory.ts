import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Stock levels, and the ledger that they are the sum of. The ledger's unique key makes each movement of a reference
 * happen once for ever, long after the idempotency records of its calls have expired; lines without a reference have
 * null there, which may repeat. Stock without a location has the location "" and not null, so that the unique keys hold
 * there too.
 */
export const inventoryTables: Migration = {
  name: "0001-inventory",
  async up({ db, schema, types }) {
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false, defaultValue: "" });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const key = { type: types.INTEGER, primaryKey: true, autoIncrement: true };
    const store = { type: types.INTEGER, allowNull: false };

    await schema.createTable("stock_levels", {
      id: key,
      store_id: store,
      sku: text(64),
      location_id: text(40),
      on_hand: integer,
      reserved: integer,
      version: { type: types.INTEGER, allowNull: false, defaultValue: 0 },
      created_at: integer,
      updated_at: integer,
    });
    await schema.addIndex("stock_levels", ["store_id", "sku", "location_id"], {
      name: "stock_levels_place",
      unique: true,
    });

    await schema.createTable("stock_movements", {
      id: { ...key, type: types.BIGINT },
      public_id: text(40),
      store_id: store,
      sku: text(64),
      location_id: text(40),
      type: text(16),
      quantity: integer,
      reference: optional(64),
      reason: optional(500),
      created_at: integer,
    });
    await schema.addIndex("stock_movements", ["store_id", "reference", "type", "sku", "location_id"], {
      name: "stock_movements_once",
      unique: true,
    });
    await schema.addIndex("stock_movements", ["store_id", "sku", "created_at", "id"], { name: "stock_movements_sku" });
    await schema.addIndex("stock_movements", ["store_id", "public_id"], {
      name: "stock_movements_public",
      unique: true,
    });
    // Both engines then compare text by code point, so SKUs have one order, which is the order that they are locked in.
    await useBinaryOrder(db, ["stock_levels", "stock_movements"]);
  },
};
