import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Sessions of who runs the platform: a token of one that is not here opens nothing. */
export const operatorSessionsTable: Migration = {
  name: "0008-operator-sessions",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("operator_sessions", {
      session_id: { ...text(64), primaryKey: true },
      subject: text(190),
      created_at: time,
      expires_at: time,
    });
    await useBinaryOrder(db, ["operator_sessions"]);
    await schema.addIndex("operator_sessions", ["subject"], { name: "operator_sessions_subject" });
    await schema.addIndex("operator_sessions", ["expires_at"], { name: "operator_sessions_age" });
  },
};
