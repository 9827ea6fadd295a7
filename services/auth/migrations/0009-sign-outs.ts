import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** When the sign-ins of a customer last ended: tokens of before open nothing, and what is under way begins no session. */
export const signOutsTable: Migration = {
  name: "0009-sign-outs",
  async up({ db, schema, types }) {
    await schema.createTable("sign_outs", {
      store_id: { type: types.INTEGER, primaryKey: true },
      customer_id: { type: types.STRING(64), primaryKey: true },
      ended_at: { type: types.BIGINT, allowNull: false },
    });
    await useBinaryOrder(db, ["sign_outs"]);
  },
};
