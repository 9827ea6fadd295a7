import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * What ordering needs: where and how an order is handed over, when it is wanted, what of it comes back, and which orders
 * are held until when. One index serves a location's orders in whatever state; the held ones are a table of their own,
 * which stays as small as they are few.
 */
export const ordering: Migration = {
  name: "0003-ordering",
  async up({ db, schema, types }) {
    await addColumns(db, "orders", {
      location_id: "VARCHAR(40) NULL",
      order_type: "VARCHAR(16) NULL",
      scheduled_at: "BIGINT NULL",
      promotion: "TEXT NULL",
      redemption_id: "VARCHAR(40) NULL",
      shipping_address_id: "VARCHAR(40) NULL",
      delivered_at: "BIGINT NULL",
    });
    await addColumns(db, "order_items", { special_instructions: "TEXT NULL" });
    await schema.addIndex("orders", ["store_id", "location_id", "state", "created_at", "id"], {
      name: "orders_location",
    });

    const store = { type: types.INTEGER, allowNull: false, primaryKey: true };
    const order = { type: types.INTEGER, allowNull: false, primaryKey: true };
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("order_returns", {
      store_id: store,
      order_id: order,
      return_id: { type: types.STRING(40), allowNull: false, primaryKey: true },
      state: { type: types.STRING(16), allowNull: false },
      items: { type: types.TEXT, allowNull: false },
      created_at: time,
      updated_at: time,
    });
    await schema.createTable("order_releases", {
      store_id: store,
      order_id: order,
      public_id: { type: types.STRING(40), allowNull: false },
      due_at: time,
    });
    // The one index that no store leads: whoever releases looks for what is due in any of them.
    await schema.addIndex("order_releases", ["due_at"], { name: "order_releases_due" });
    await useBinaryOrder(db, ["order_returns", "order_releases"]);
  },
};
