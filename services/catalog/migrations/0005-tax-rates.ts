import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** The rates of a location's other tax classes, as JSON; null for none. */
export const taxRates: Migration = {
  name: "0005-tax-rates",
  up: ({ db }) => addColumns(db, "locations", { tax_rates: "TEXT NULL" }),
};
