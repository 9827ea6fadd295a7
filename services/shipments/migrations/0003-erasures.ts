import type { Migration } from "../../../mixins/db/migrations.ts";
import { shipmentErasures } from "../store/erasures.ts";

/** Customers who were erased while a fulfilment of theirs was being created. */
export const shipmentErasuresTable: Migration = {
  name: "0003-erasures",
  up: ({ db, schema }) => shipmentErasures.create(db, schema),
};
