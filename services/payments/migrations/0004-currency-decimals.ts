import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** The decimals of a payment's amounts: a provider may write the same currency with others. */
export const currencyDecimals: Migration = {
  name: "0004-currency-decimals",
  up: ({ db }) => addColumns(db, "payments", { currency_decimals: "TINYINT NULL" }),
};
