import type { Migration } from "../../../mixins/db/migrations.ts";
import { erasures } from "../store/erasures.ts";

/** The ids of erased customers, whose tokens may still be in their time. */
export const erasuresTable: Migration = {
  name: "0005-erasures",
  up: ({ db, schema }) => erasures.create(db, schema),
};
