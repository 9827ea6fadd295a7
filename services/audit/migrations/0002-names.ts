import type { Migration } from "../../../mixins/db/migrations.ts";

/** The index by which events of a name, such as acts of operators, are listed across stores. */
export const eventNames: Migration = {
  name: "0002-names",
  async up({ schema }) {
    await schema.addIndex("audit_events", ["name", "id"], { name: "audit_events_named" });
  },
};
