import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { orderErasures } from "../store/erasure.ts";

/**
 * What comes in another order than it happened: entries of timelines whose order is not there yet, and customers who
 * were erased while an order of theirs was on its way.
 */
export const early: Migration = {
  name: "0004-early",
  async up({ db, schema, types }) {
    const store = { type: types.INTEGER, allowNull: false, primaryKey: true };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const time = { type: types.BIGINT, allowNull: false };
    await schema.createTable("order_early", {
      store_id: store,
      order_id: { ...text(64), primaryKey: true },
      entry_id: { ...text(64), primaryKey: true },
      entry: { type: types.TEXT, allowNull: false },
      heard_at: time,
      look_at: time,
    });
    // Whoever looks after them looks in any store.
    await schema.addIndex("order_early", ["look_at"], { name: "order_early_look" });
    await useBinaryOrder(db, ["order_early"]);
    await orderErasures.create(db, schema);
  },
};
