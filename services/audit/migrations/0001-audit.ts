import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { eventCounts } from "../store/events.ts";

/**
 * Events, and the people whom they concern. Each filter has an index that ends in the order of the list, so that a page
 * and its capped count are read from the index alone.
 */
export const auditTables: Migration = {
  name: "0001-audit",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const store = { type: types.INTEGER, allowNull: false };
    const document = { type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT, allowNull: true };

    await schema.createTable("audit_events", {
      id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
      public_id: text(40),
      store_id: store,
      name: text(80),
      entity_type: text(40),
      entity_id: text(64),
      actor_type: text(16),
      actor_id: text(255),
      occurred_at: { type: types.BIGINT, allowNull: false },
      request_id: { type: types.STRING(128), allowNull: true },
      before_json: document,
      after_json: document,
    });
    const index = (name: string, filters: string[]) =>
      schema.addIndex("audit_events", ["store_id", ...filters, "occurred_at", "id"], { name: `audit_events_${name}` });
    await index("all", []);
    await index("entity", ["entity_id"]);
    await index("type", ["entity_type"]);
    await index("actor", ["actor_id"]);
    await index("actor_type", ["actor_id", "entity_type"]);

    await schema.createTable("audit_people", {
      store_id: { ...store, primaryKey: true },
      entity_id: { type: types.STRING(64), primaryKey: true },
      erased_at: { type: types.BIGINT, allowNull: true },
    });
    await eventCounts.create(schema);
    // Both engines then compare text by code point, so a filter means the same on either.
    await useBinaryOrder(db, ["audit_events", "audit_people"]);
  },
};
