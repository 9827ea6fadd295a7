import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** What runs wait for, and the signals that have come. */
export const journalSignals: Migration = {
  name: "0003-signals",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    await addColumns(db, "workflow_runs", { waits_for: "VARCHAR(120) NULL" });
    await schema.addIndex("workflow_runs", ["waits_for"], { name: "workflow_runs_waits" });
    await schema.createTable("workflow_signals", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      topic: text(120),
      signal_id: text(120),
      payload: { type: types.TEXT, allowNull: false },
      created_at: { type: types.BIGINT, allowNull: false },
    });
    await schema.addIndex("workflow_signals", ["topic", "signal_id"], { name: "workflow_signals_topic", unique: true });
    await schema.addIndex("workflow_signals", ["created_at"], { name: "workflow_signals_age" });
    await useBinaryOrder(db, ["workflow_runs", "workflow_signals"]);
  },
};
