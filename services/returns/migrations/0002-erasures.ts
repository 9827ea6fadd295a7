import type { Migration } from "../../../mixins/db/migrations.ts";
import { returnErasures } from "../store/erasure.ts";

/** Customers who were erased while a return of theirs was being created. */
export const returnErasuresTable: Migration = {
  name: "0002-erasures",
  up: ({ db, schema }) => returnErasures.create(db, schema),
};
