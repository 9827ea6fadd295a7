import type { Migration } from "../../../mixins/db/migrations.ts";

/** The indexes by which runs are listed, the latest first. */
export const runLists: Migration = {
  name: "0004-run-lists",
  async up({ schema }) {
    const index = (name: string, fields: string[]) =>
      schema.addIndex("workflow_runs", fields, { name: `workflow_runs_${name}` });
    await index("in_state", ["state", "id"]);
    await index("of_workflow", ["workflow", "id"]);
    await index("of_subject", ["subject", "id"]);
  },
};
