import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/**
 * What a customer is to the store: birthday and preferences, when they ordered, the segment that follows from it and how
 * long it holds, and how they stand in the loyalty program. `loyalty_rank` is the year × 10 + the rank of the tier, so
 * that a tier of this year is one value of an index. The indexes of both filters sort by `created_at`, as lists do.
 */
export const members: Migration = {
  name: "0002-members",
  async up({ db, schema, types }) {
    await addColumns(db, "customers", {
      birthday: "VARCHAR(10) NULL",
      preferences: "TEXT NULL",
      pending_email: "VARCHAR(254) NULL",
      pending_phone: "VARCHAR(32) NULL",
      first_order_at: "BIGINT NOT NULL DEFAULT 0",
      last_order_at: "BIGINT NOT NULL DEFAULT 0",
      segment: "TINYINT NOT NULL DEFAULT 0",
      segment_until: "BIGINT NULL",
      loyalty_points: "BIGINT NOT NULL DEFAULT 0",
      loyalty_rank: "INTEGER NOT NULL DEFAULT 0",
      loyalty_version: "INTEGER NOT NULL DEFAULT 0",
    });
    await addColumns(db, "customer_orders", { created_at: "BIGINT NOT NULL DEFAULT 0" });
    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, fields, { name: `${table}_${name}`, unique });
    await index("customers", "segment", ["store_id", "segment", "created_at", "id", "is_guest"]);
    await index("customers", "loyalty", ["store_id", "loyalty_rank", "created_at", "id", "is_guest"]);
    // Of all stores: the sweep asks what is due, wherever it is.
    await index("customers", "segment_until", ["segment_until", "id"]);
    await index("customer_orders", "times", ["store_id", "customer_id", "counts", "created_at"]);
    await index("customer_addresses", "public", ["store_id", "public_id"], true);

    // A store's numbers; `version` is that of the fact that told them.
    await schema.createTable("customer_stores", {
      store_id: { type: types.INTEGER, primaryKey: true },
      currency: { type: types.STRING(3), allowNull: true },
      segments: { type: types.TEXT, allowNull: true },
      version: { type: types.INTEGER, allowNull: false, defaultValue: 0 },
    });
    // Stores whose numbers changed, and up to which customer the new ones are applied.
    await schema.createTable("customer_sweeps", {
      store_id: { type: types.INTEGER, primaryKey: true },
      swept_to: { type: types.INTEGER, allowNull: false, defaultValue: 0 },
    });

    await db.run(`UPDATE customer_orders SET created_at = ${timeOfId("order_id")} WHERE created_at = 0`);
    const time = (which: string) => `COALESCE((SELECT ${which}(o.created_at) FROM customer_orders o
      WHERE o.store_id = customers.store_id AND o.customer_id = customers.public_id AND o.counts = 1), 0)`;
    // What is due at once, the sweep brings up to date.
    await db.run(`UPDATE customers SET first_order_at = ${time("MIN")}, last_order_at = ${time("MAX")}, segment_until = 0
      WHERE total_orders > 0 AND first_order_at = 0`);
  },
};

// Orders of before this were tallied without their time, but an id begins with it: a ULID's first ten digits.
function timeOfId(column: string): string {
  const digits = Array.from({ length: 10 }, (_, place) => {
    const digit = `(INSTR('0123456789ABCDEFGHJKMNPQRSTVWXYZ', SUBSTR(${column}, ${place + 5}, 1)) - 1)`;
    return `${digit} * ${32 ** (9 - place)}`;
  });
  return digits.join(" + ");
}
