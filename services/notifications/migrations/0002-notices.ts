import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** HTML bodies, the order and template of a message, and customers' preferences. */
export const noticesTables: Migration = {
  name: "0002-notices",
  async up({ db, schema, types }) {
    const columns = {
      html: db.dialect === "mariadb" ? "MEDIUMTEXT" : "TEXT",
      tenant_id: "VARCHAR(40)",
      order_id: "VARCHAR(40)",
      occasion: "VARCHAR(32)",
    };
    const known = await db.sequelize.getQueryInterface().describeTable("notifications");
    for (const [name, type] of Object.entries(columns)) {
      if (!(name in known)) await db.rows(`ALTER TABLE notifications ADD COLUMN ${name} ${type} NULL`);
    }
    await schema.createTable("notification_preferences", {
      store_id: { type: types.INTEGER, primaryKey: true },
      customer_id: { type: types.STRING(40), primaryKey: true },
      preferences: { type: types.TEXT, allowNull: false },
      updated_at: { type: types.BIGINT, allowNull: false },
    });
    await useBinaryOrder(db, ["notification_preferences"]);
  },
};
