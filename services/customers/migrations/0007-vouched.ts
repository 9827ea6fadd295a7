import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** Whether an address is verified by the word of who added the customer; those of before count as proven. */
export const vouchedColumns: Migration = {
  name: "0007-vouched",
  up: ({ db }) =>
    addColumns(db, "customers", {
      email_vouched: "TINYINT NOT NULL DEFAULT 0",
      phone_vouched: "TINYINT NOT NULL DEFAULT 0",
    }),
};
