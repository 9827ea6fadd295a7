import { addColumns } from "../../../mixins/db/columns.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";

/** Payments that ask their payer for something, what providers say by themselves, and disputes. */
export const askingBack: Migration = {
  name: "0006-asking-back",
  async up({ db, schema, types }) {
    const integer = { type: types.BIGINT, allowNull: false, defaultValue: 0 };
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const optional = (length: number) => ({ type: types.STRING(length), allowNull: true });
    const id = { type: types.BIGINT, primaryKey: true, autoIncrement: true };

    await addColumns(db, "payments", {
      next_action: "TEXT NULL",
      return_url: "VARCHAR(2000) NULL",
      disputed: "BIGINT NOT NULL DEFAULT 0",
      dispute_count: "INTEGER NOT NULL DEFAULT 0",
    });
    await schema.addIndex("payments", ["provider_reference"], { name: "payments_at_provider" });
    await schema.addIndex("payments", ["provider", "updated_at"], { name: "payments_of_day" });
    await schema.createTable("disputes", {
      id,
      public_id: text(40),
      store_id: { type: types.INTEGER, allowNull: false },
      tenant_id: text(40),
      order_id: text(40),
      payment_id: text(40),
      provider_reference: text(255),
      status: text(16),
      amount: integer,
      currency: text(3),
      reason: optional(100),
      evidence_due_at: { type: types.BIGINT, allowNull: true },
      version: { type: types.INTEGER, allowNull: false, defaultValue: 1 },
      created_at: integer,
      updated_at: integer,
    });
    await schema.addIndex("disputes", ["store_id", "order_id", "id"], { name: "disputes_order" });
    await schema.addIndex("disputes", ["store_id", "payment_id", "provider_reference"], {
      name: "disputes_at_provider",
      unique: true,
    });
    await schema.createTable("provider_events", {
      id,
      provider: text(16),
      event_id: text(191),
      type: text(100),
      // What to look up: the provider's id of the payment, and ours where the provider was given it.
      reference: optional(255),
      store_id: { type: types.INTEGER, allowNull: true },
      payment_id: optional(40),
      outcome: optional(40),
      received_at: integer,
      due_at: integer,
      claimed_until: integer,
      tries: { type: types.INTEGER, allowNull: false, defaultValue: 0 },
      handled_at: { type: types.BIGINT, allowNull: true },
    });
    await schema.addIndex("provider_events", ["provider", "event_id"], { name: "provider_events_event", unique: true });
    await schema.addIndex("provider_events", ["handled_at", "due_at"], { name: "provider_events_due" });
    await useBinaryOrder(db, ["payments", "disputes", "provider_events"]);
  },
};
