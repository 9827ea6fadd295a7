import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Webhooks, the events of each store in the order of their commit, and their deliveries. */
export const webhooksTables: Migration = {
  name: "0001-webhooks",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const integer = { type: types.INTEGER, allowNull: false };
    const time = { type: types.BIGINT, allowNull: false };
    const timeOrNull = { type: types.BIGINT, allowNull: true };
    const key = { type: types.BIGINT, primaryKey: true, autoIncrement: true };
    const count = { ...integer, defaultValue: 0 };

    await schema.createTable("webhooks", {
      id: key,
      public_id: text(40),
      store_id: integer,
      tenant_id: text(64),
      client_id: text(64),
      url: text(2_000),
      description: optional(255),
      topics: { type: types.TEXT, allowNull: false },
      ordered: integer,
      personal_data: integer,
      status: text(16),
      pause_reason: optional(16),
      secret: text(100),
      old_secret: optional(100),
      old_secret_until: timeOrNull,
      failing_since: timeOrNull,
      failures: count,
      due_at: time,
      claimed_until: { ...time, defaultValue: 0 },
      tries: count,
      version: integer,
      created_at: time,
      updated_at: time,
    });
    await schema.createTable("webhook_sequences", {
      store_id: { ...integer, primaryKey: true },
      last: time,
    });
    await schema.createTable("webhook_events", {
      store_id: { ...integer, primaryKey: true },
      sequence: { ...time, primaryKey: true },
      event_id: text(40),
      topic: text(80),
      customer_id: optional(64),
      only_for: timeOrNull,
      body: { type: db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT, allowNull: false },
      created_at: time,
    });
    await schema.createTable("webhook_deliveries", {
      id: key,
      public_id: text(40),
      store_id: integer,
      webhook_id: time,
      sequence: time,
      event_id: text(40),
      topic: text(80),
      entity: text(64),
      state: text(16),
      attempts: count,
      due_at: time,
      retry_until: time,
      last_status: { type: types.INTEGER, allowNull: true },
      last_error: optional(255),
      created_at: time,
      ended_at: timeOrNull,
    });
    await schema.createTable("webhook_attempts", {
      id: key,
      store_id: integer,
      delivery_id: time,
      attempted_at: time,
      duration_ms: integer,
      status: { type: types.INTEGER, allowNull: true },
      error: optional(255),
      answer: { type: types.TEXT, allowNull: true },
    });
    await schema.createTable("webhook_people", {
      store_id: { ...integer, primaryKey: true },
      customer_id: { type: types.STRING(64), primaryKey: true },
      erased_at: timeOrNull,
    });
    const tables = ["webhooks", "webhook_sequences", "webhook_events", "webhook_deliveries", "webhook_attempts"];
    await useBinaryOrder(db, [...tables, "webhook_people"]);
    const index = (table: string, name: string, columns: string[], unique = false) =>
      schema.addIndex(table, columns, { name: `${table}_${name}`, unique });
    await index("webhooks", "public", ["store_id", "public_id"], true);
    await index("webhooks", "app", ["store_id", "client_id", "created_at", "id"]);
    // Workers look for due webhooks of all stores, and the cleaner for old rows of all stores.
    await index("webhooks", "due", ["status", "due_at", "claimed_until"]);
    await index("webhook_events", "event", ["store_id", "event_id"]);
    await index("webhook_events", "customer", ["store_id", "customer_id"]);
    await index("webhook_events", "created", ["created_at"]);
    await index("webhook_deliveries", "public", ["store_id", "public_id"], true);
    await index("webhook_deliveries", "event", ["store_id", "webhook_id", "sequence"], true);
    await index("webhook_deliveries", "due", ["store_id", "webhook_id", "state", "due_at", "id"]);
    await index("webhook_deliveries", "entity", ["store_id", "webhook_id", "state", "entity", "id"]);
    await index("webhook_deliveries", "list", ["store_id", "webhook_id", "created_at", "id"]);
    await index("webhook_deliveries", "ended", ["ended_at"]);
    await index("webhook_attempts", "delivery", ["store_id", "delivery_id", "id"]);
    await index("webhook_attempts", "at", ["attempted_at"]);
  },
};
