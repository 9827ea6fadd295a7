import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** An app has two secrets while they rotate, is revoked, and is known to be used. 0 is never. */
export const appLifeColumns: Migration = {
  name: "0005-app-life",
  up: ({ db }) =>
    addColumns(db, "apps", {
      old_secret_hash: "VARCHAR(44) NOT NULL DEFAULT ''",
      old_secret_ends_at: "BIGINT NOT NULL DEFAULT 0",
      revoked_at: "BIGINT NOT NULL DEFAULT 0",
      last_used_at: "BIGINT NOT NULL DEFAULT 0",
    }),
};
