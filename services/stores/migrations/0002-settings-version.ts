import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** Which settings a store has by now: what hears of them in another order keeps the newest. */
export const settingsVersion: Migration = {
  name: "0002-settings-version",
  up: ({ db }) => addColumns(db, "stores", { version: "INTEGER NOT NULL DEFAULT 1" }),
};
