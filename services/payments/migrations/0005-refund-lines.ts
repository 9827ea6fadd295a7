import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/**
 * What each refund is for: lines of the order as JSON, and what the order's goods cost in all. Null on older refunds,
 * which count for all lines in proportion. `settled` is 1 when the money was given back outside.
 */
export const refundLines: Migration = {
  name: "0005-refund-lines",
  up: ({ db }) =>
    addColumns(db, "refunds", {
      // Not `lines`, which is a word of MariaDB's own.
      refund_lines: "TEXT NULL",
      goods_total: "BIGINT NULL",
      note: "TEXT NULL",
      settled: "SMALLINT NOT NULL DEFAULT 0",
    }),
};
