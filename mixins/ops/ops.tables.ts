import { addColumns } from "../db/columns.ts";
import type { Migration } from "../db/schema.ts";

/** What became of a dead letter, and the indexes of their list and of those that are to be replayed. */
export const deadLetterColumns = (service: string): Migration => ({
  name: "0000-operations",
  async up({ db, schema }) {
    const table = `${service}_dead_letters`;
    await addColumns(db, table, { resolution: "VARCHAR(10) NULL" });
    const index = (name: string, fields: string[]) => schema.addIndex(table, fields, { name: `${table}_${name}` });
    await index("list", ["replayed_at", "created_at", "id"]);
    await index("asked", ["replayed_at", "replay_asked_at", "id"]);
  },
});
