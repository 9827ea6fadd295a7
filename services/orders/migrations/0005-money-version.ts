import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** Which state of its money an order knows: of two refunds at once, the older one's is not written last. */
export const moneyVersion: Migration = {
  name: "0005-money-version",
  up: ({ db }) => addColumns(db, "orders", { money_version: "BIGINT NOT NULL DEFAULT 0" }),
};
