import type { Migration } from "../../../mixins/db/migrations.ts";

/** Messages whose text is a secret with an expiry. */
export const codesColumn: Migration = {
  name: "0003-codes",
  async up({ db }) {
    const known = await db.sequelize.getQueryInterface().describeTable("notifications");
    if (!("good_until" in known)) await db.rows("ALTER TABLE notifications ADD COLUMN good_until BIGINT NULL");
  },
};
