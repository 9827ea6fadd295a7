import type { Migration } from "../../../mixins/db/migrations.ts";
import { accountErasures } from "../store/erasures.ts";

/** Customers who were erased while they set up what they sign in with. */
export const accountErasuresTable: Migration = {
  name: "0007-erasures",
  up: ({ db, schema }) => accountErasures.create(db, schema),
};
