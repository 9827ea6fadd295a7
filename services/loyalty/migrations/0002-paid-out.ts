import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** Whether the worth of a redemption was given back in money: its points come back when all of the order's money has. */
export const loyaltyPaidOut: Migration = {
  name: "0002-paid-out",
  up: ({ db }) => addColumns(db, "loyalty_redemptions", { paid_out: "TINYINT NOT NULL DEFAULT 0" }),
};
