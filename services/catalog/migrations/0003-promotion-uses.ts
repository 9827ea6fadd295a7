import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Which order used which promotion, and the customer: the limits of promotions are counted by these. */
export const promotionUses: Migration = {
  name: "0003-promotion-uses",
  async up({ db, schema, types }) {
    const integer = { type: types.INTEGER, allowNull: false };
    await schema.createTable("promotion_uses", {
      id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
      store_id: integer,
      promotion_id: integer,
      order_id: { type: types.STRING(40), allowNull: false },
      customer_id: { type: types.STRING(40), allowNull: true },
      created_at: { type: types.BIGINT, allowNull: false },
    });
    const index = (name: string, fields: string[], unique = false) =>
      schema.addIndex("promotion_uses", ["store_id", ...fields], { name: `promotion_uses_${name}`, unique });
    await index("order", ["order_id"], true);
    await index("customer", ["customer_id", "promotion_id"]);
    // Both engines then compare ids by code point.
    await useBinaryOrder(db, ["promotion_uses"]);
  },
};
