import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/**
 * Payments that failed here and can still be confirmed at their provider, until they are cancelled there: those of
 * before too, since Stripe keeps them open for ever.
 */
export const paymentClosings: Migration = {
  name: "0007-closings",
  async up({ db, schema, types }) {
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("payment_closings", {
      store_id: { type: types.INTEGER, primaryKey: true, allowNull: false },
      payment_id: { type: types.STRING(40), primaryKey: true, allowNull: false },
      due_at: time,
      claimed_until: time,
      tries: { type: types.INTEGER, allowNull: false },
    });
    await schema.addIndex("payment_closings", ["due_at"], { name: "payment_closings_due" });
    await useBinaryOrder(db, ["payment_closings"]);
    await db.run(
      `INSERT INTO payment_closings (store_id, payment_id, due_at, claimed_until, tries)
       SELECT store_id, public_id, ?, 0, 0 FROM payments
       WHERE provider = 'stripe' AND status = 'failed' AND provider_reference IS NOT NULL`,
      [Date.now()],
    );
  },
};
