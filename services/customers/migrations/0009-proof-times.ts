import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** When an address was proven; null for those that were before this was kept, and of those that are not. */
export const proofTimes: Migration = {
  name: "0009-proof-times",
  up: ({ db }) =>
    addColumns(db, "customers", {
      email_proven_at: "BIGINT NULL DEFAULT NULL",
      phone_proven_at: "BIGINT NULL DEFAULT NULL",
    }),
};
