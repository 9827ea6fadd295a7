import type { Migration } from "../../../mixins/db/migrations.ts";

/** Room for `returned_to_sender`. */
export const longerStatus: Migration = {
  name: "0002-longer-status",
  async up({ db }) {
    if (db.dialect !== "mariadb") return;
    await db.rows(
      "ALTER TABLE fulfillments MODIFY status VARCHAR(24) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
    );
  },
};
