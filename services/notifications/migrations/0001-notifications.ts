import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Messages with the state of their delivery, and the development mailbox. */
export const notificationsTables: Migration = {
  name: "0001-notifications",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const time = { type: types.BIGINT, allowNull: false };
    const body = { type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT, allowNull: false };
    const message = {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: { type: types.INTEGER, allowNull: false },
      channel: text(16),
      recipient: text(254),
      subject: optional(255),
      text: body,
      subject_id: optional(64),
      created_at: time,
    };
    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, fields, { name: `${table}_${name}`, unique });

    await schema.createTable("notifications", {
      ...message,
      state: text(8),
      tries: { type: types.INTEGER, allowNull: false, defaultValue: 0 },
      error: { type: types.TEXT, allowNull: true },
      due_at: time,
      claimed_until: { ...time, defaultValue: 0 },
      sent_at: { type: types.BIGINT, allowNull: true },
      updated_at: time,
    });
    await index("notifications", "public", ["store_id", "public_id"], true);
    await index("notifications", "subject", ["store_id", "subject_id"]);
    // The queue claims due messages of all stores.
    await index("notifications", "due", ["state", "due_at", "id", "claimed_until"]);

    await schema.createTable("mailbox_messages", message);
    await index("mailbox_messages", "public", ["public_id"], true);
    await index("mailbox_messages", "subject", ["store_id", "subject_id"]);
    await index("mailbox_messages", "recipient", ["recipient", "id"]);
    await useBinaryOrder(db, ["notifications", "mailbox_messages"]);
  },
};
