import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { insertNew } from "../../../mixins/db/statements.ts";

/** A row for each step of a run, what its workflow's version was, and the version of the journal itself. */
export const journalSteps: Migration = {
  name: "0002-steps",
  async up({ db, schema, types }) {
    await addColumns(db, "workflow_runs", {
      version: "INTEGER NOT NULL DEFAULT 1",
      taken_up: "INTEGER NOT NULL DEFAULT 0",
      unfit_since: "BIGINT NULL",
    });
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    await schema.createTable("workflow_steps", {
      run_id: { ...text(40), primaryKey: true },
      place: { ...text(191), primaryKey: true },
      seq: { type: types.INTEGER, allowNull: false },
      name: text(120),
      state: text(10),
      data: { type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT, allowNull: false },
    });
    await schema.createTable("workflow_journal", { version: { type: types.INTEGER, primaryKey: true } });
    await insertNew(db, "workflow_journal", { version: 2 });
  },
};
