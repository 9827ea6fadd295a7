import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/**
 * Whether the value of a redemption was paid out in money: its points are then returned only when the whole order is
 * refunded.
 */
export const loyaltyPaidOut: Migration = {
  name: "0002-paid-out",
  up: ({ db }) => addColumns(db, "loyalty_redemptions", { paid_out: "TINYINT NOT NULL DEFAULT 0" }),
};
