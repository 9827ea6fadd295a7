import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** The version of a store's settings: a subscriber that receives events out of order keeps the newest. */
export const settingsVersion: Migration = {
  name: "0002-settings-version",
  up: ({ db }) => addColumns(db, "stores", { version: "INTEGER NOT NULL DEFAULT 1" }),
};
