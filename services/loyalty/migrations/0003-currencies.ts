import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** The decimals of a store's amounts, and the version of the event that said them. */
export const loyaltyCurrencies: Migration = {
  name: "0003-currencies",
  up: ({ db }) =>
    addColumns(db, "loyalty_programs", {
      currency_decimals: "TINYINT NULL",
      currency_version: "INTEGER NOT NULL DEFAULT 0",
    }),
};
