import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { firstStoreId } from "../stores.rules.ts";

/** Stores: the one table whose own key is `store_id`. */
export const storesTable: Migration = {
  name: "0001-stores",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("stores", {
      store_id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
      domain_id: text(40),
      tenant_id: text(40),
      name: text(255),
      currency: text(3),
      currency_decimals: { type: types.TINYINT, allowNull: false },
      country: text(2),
      language: text(35),
      timezone: text(64),
      settings: { type: types.TEXT, allowNull: false },
      created_at: time,
      updated_at: time,
    });
    if (db.dialect === "mariadb") {
      await useBinaryOrder(db, ["stores"]);
      await db.rows(`ALTER TABLE stores AUTO_INCREMENT = ${firstStoreId}`);
    } else {
      const once = "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'stores')";
      await db.run(`INSERT INTO sqlite_sequence (name, seq) SELECT 'stores', ? ${once}`, [firstStoreId - 1]);
    }
    await schema.addIndex("stores", ["domain_id"], { name: "stores_domain", unique: true });
    await schema.addIndex("stores", ["tenant_id", "store_id"], { name: "stores_tenant" });
  },
};
