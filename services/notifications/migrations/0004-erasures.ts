import type { Migration } from "../../../mixins/db/migrations.ts";
import { messageErasures } from "../store/erasures.ts";

/** Customers who were erased while a message to them was on its way here. */
export const messageErasuresTable: Migration = {
  name: "0004-erasures",
  up: ({ db, schema }) => messageErasures.create(db, schema),
};
