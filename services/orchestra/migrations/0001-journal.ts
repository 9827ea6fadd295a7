import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * The journal of workflows. Lapsed runs are looked up across all stores, so `store_id` leads only the index of customers.
 */
export const journalTable: Migration = {
  name: "0001-journal",
  async up({ db, schema, types }) {
    const text = (length: number, allowNull = false) => ({ type: types.STRING(length), allowNull });
    const document = { type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT, allowNull: true };
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("workflow_runs", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      run_key: text(191),
      workflow: text(80),
      store_id: { type: types.INTEGER, allowNull: false },
      subject: text(64),
      customer_id: text(40, true),
      request_hash: text(44),
      actor: text(255),
      request_id: text(128, true),
      state: text(10),
      erased: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
      committed: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
      input: document,
      steps: document,
      result: document,
      error: document,
      lease_owner: text(120),
      lease_until: time,
      attempts: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: time,
      updated_at: time,
      ended_at: { type: types.BIGINT, allowNull: true },
    });
    const index = (name: string, fields: string[], unique = false) =>
      schema.addIndex("workflow_runs", fields, { name: `workflow_runs_${name}`, unique });
    await index("public", ["public_id"], true);
    await index("key", ["run_key"], true);
    await index("lease", ["state", "lease_until"]);
    await index("customer", ["store_id", "customer_id"]);
    await index("age", ["ended_at"]);
    await useBinaryOrder(db, ["workflow_runs"]);
  },
};
