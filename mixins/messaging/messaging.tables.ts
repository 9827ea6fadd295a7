import type { Migration } from "../db/schema.ts";

/**
 * The tables that make a service's writes and events exactly-once. They are queried by age and key over all stores, so
 * they are the only ones without a leading `store_id`.
 */
export function messaging(service: string): Migration {
  return {
    name: "0000-messaging",
    async up({ db, schema, types }) {
      const document = db.dialect === "mariadb" ? types.TEXT("medium") : types.TEXT;
      await schema.createTable(`${service}_outbox`, {
        id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
        fact_id: { type: types.STRING(40), allowNull: false, unique: true },
        name: { type: types.STRING(80), allowNull: false },
        aggregate_id: { type: types.STRING(64), allowNull: false },
        fact: { type: document, allowNull: false },
        created_at: { type: types.BIGINT, allowNull: false },
        sent_at: { type: types.BIGINT, allowNull: true },
      });
      await schema.addIndex(`${service}_outbox`, ["sent_at", "id"], { name: `${service}_outbox_unsent` });
      await schema.addIndex(`${service}_outbox`, ["aggregate_id"], { name: `${service}_outbox_aggregate` });
      await schema.createTable(`${service}_inbox`, {
        consumer: { type: types.STRING(80), primaryKey: true },
        fact_id: { type: types.STRING(40), primaryKey: true },
        handled_at: { type: types.BIGINT, allowNull: false },
      });
      await schema.addIndex(`${service}_inbox`, ["handled_at"], { name: `${service}_inbox_age` });
      await schema.createTable(`${service}_idempotency`, {
        idempotency_key: { type: types.STRING(191), primaryKey: true },
        action: { type: types.STRING(80), allowNull: false },
        request_hash: { type: types.STRING(44), allowNull: false },
        subject_id: { type: types.STRING(64), allowNull: true },
        result: { type: document, allowNull: true },
        created_at: { type: types.BIGINT, allowNull: false },
      });
      await schema.addIndex(`${service}_idempotency`, ["created_at"], { name: `${service}_idempotency_age` });
      await schema.addIndex(`${service}_idempotency`, ["subject_id"], { name: `${service}_idempotency_subject` });
      await schema.createTable(`${service}_dead_letters`, {
        id: { type: types.BIGINT, primaryKey: true, autoIncrement: true },
        consumer: { type: types.STRING(80), allowNull: false },
        fact_id: { type: types.STRING(40), allowNull: false },
        name: { type: types.STRING(80), allowNull: false },
        fact: { type: document, allowNull: false },
        error: { type: types.TEXT, allowNull: false },
        tries: { type: types.INTEGER, allowNull: false },
        created_at: { type: types.BIGINT, allowNull: false },
        replay_asked_at: { type: types.BIGINT, allowNull: true },
        replayed_at: { type: types.BIGINT, allowNull: true },
      });
      await schema.addIndex(`${service}_dead_letters`, ["consumer", "fact_id"], {
        name: `${service}_dead_letters_fact`,
        unique: true,
      });
    },
  };
}
