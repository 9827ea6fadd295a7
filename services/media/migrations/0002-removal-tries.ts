import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** How often the removal of a file was tried: by it a worker whose claim has lapsed is known. */
export const removalTries: Migration = {
  name: "0002-removal-tries",
  up: ({ db }) => addColumns(db, "picture_files", { tries: "INTEGER NOT NULL DEFAULT 0" }),
};
