import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** What an order's goods cost, what of that was refunded, and whether everything of it came back. */
export const loyaltyGoods: Migration = {
  name: "0004-goods",
  up: ({ db }) =>
    addColumns(db, "loyalty_orders", {
      goods: "BIGINT NOT NULL DEFAULT 0",
      goods_refunded: "BIGINT NOT NULL DEFAULT 0",
      all_back: "SMALLINT NOT NULL DEFAULT 0",
    }),
};
