import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** When the tokens of who is no customer were last revoked: those of before open nothing. Operators are of no tenant. */
export const tokenEndsTable: Migration = {
  name: "0010-token-ends",
  async up({ db, schema, types }) {
    await schema.createTable("token_ends", {
      tenant_id: { type: types.STRING(64), primaryKey: true },
      subject: { type: types.STRING(200), primaryKey: true },
      ended_at: { type: types.BIGINT, allowNull: false },
    });
    await useBinaryOrder(db, ["token_ends"]);
  },
};
