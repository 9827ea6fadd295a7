import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { sqlDialect } from "../../../mixins/db/dialect.ts";
import { together, writeTogether } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { update } from "../../../mixins/db/statements.ts";
import type { DeliveryRow } from "./deliveries.ts";
import type { ClaimedWebhook } from "./webhooks.ts";

const columns = [
  "id",
  "store_id",
  "sequence",
  "event_id",
  "topic",
  "entity",
  "attempts",
  "due_at",
  "retry_until",
] as const;

/** A delivery that is due, with the event's body. */
export interface DueDelivery extends Pick<DeliveryRow, (typeof columns)[number]> {
  body: string | null;
}

/** One attempt of a delivery and what follows from it. */
export interface Outcome {
  delivery: DueDelivery;
  /** Where it was sent. */
  url: string;
  attempted_at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
  answer: string | null;
  state: DeliveryRow["state"];
  due_at: number;
}

// The first of each entity that is to be retried later.
const retried = `SELECT entity, MIN(id) AS id FROM webhook_deliveries ${sqlDialect.useIndex("webhook_deliveries_due")}
  WHERE store_id = ? AND webhook_id = ? AND state = 'pending' AND due_at > ? GROUP BY entity`;

/**
 * Deliveries of a webhook that are due. Those of an ordered webhook wait behind earlier ones about the same entity.
 */
export function dueDeliveries(
  db: Database,
  { id, store_id, ordered }: ClaimedWebhook,
  limit: number,
  now: number,
): Promise<DueDelivery[]> {
  const of = [store_id, id, now];
  const text = `SELECT ${columns.map((column) => `d.${column}`).join(", ")}, e.body
    FROM webhook_deliveries d ${sqlDialect.useIndex("webhook_deliveries_due")}
    LEFT JOIN webhook_events e ON e.store_id = d.store_id AND e.sequence = d.sequence
    ${ordered ? `LEFT JOIN (${retried}) b ON b.entity = d.entity AND b.id < d.id` : ""}
    WHERE d.store_id = ? AND d.webhook_id = ? AND d.state = 'pending' AND d.due_at <= ? ${ordered ? "AND b.id IS NULL" : ""}
    ORDER BY ${ordered ? "d.id" : "d.due_at, d.id"} LIMIT ?`;
  return db.rows<DueDelivery>(text, [...(ordered ? of : []), ...of, limit]);
}

/** Writes the outcomes of attempts. */
export async function writeOutcomes(db: Database, tx: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  const attempts = outcomes.map(({ delivery, attempted_at, duration_ms, status, error, answer }): Row => {
    const of = { store_id: delivery.store_id, delivery_id: delivery.id };
    return { ...of, attempted_at, duration_ms, status, error, answer };
  });
  await db.insertMany("webhook_attempts", attempts, tx);
  await writeDelivered(db, tx, outcomes);
  await Promise.all(outcomes.filter(({ state }) => state !== "delivered").map((each) => writeFailed(db, tx, each)));
}

// Most attempts succeed, with one status: a statement for each.
async function writeDelivered(db: Database, tx: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  const delivered = outcomes.filter(({ state }) => state === "delivered");
  for (const [status, those = []] of Object.entries(Object.groupBy(delivered, ({ status }) => String(status)))) {
    const ids = those.map(({ delivery }) => delivery.id);
    await writeTogether(tx, `webhooks delivered ${status}`, ids, async (all) => {
      const text = `UPDATE webhook_deliveries SET state = 'delivered', attempts = attempts + 1, last_status = ?,
        last_error = NULL, ended_at = ? WHERE id IN (${marks(all.flat())})`;
      await db.run(text, [Number(status), Date.now(), ...all.flat()], tx, "text");
      return all.map(() => undefined);
    });
  }
}

async function writeFailed(
  db: Database,
  tx: Transaction,
  { delivery, state, due_at, status, error }: Outcome,
): Promise<void> {
  const ended_at = state === "failed" ? Date.now() : null;
  const columns = { state, due_at, attempts: delivery.attempts + 1, last_status: status, last_error: error, ended_at };
  await update(db, "webhook_deliveries", { id: delivery.id }, columns, tx);
}

/**
 * When the next delivery of a webhook is due; undefined without one. Of an ordered webhook the first of each entity counts:
 * those behind it wait for it, whenever they are due.
 */
export function nextDue(db: Database, tx: Transaction, webhook: ClaimedWebhook): Promise<number | undefined> {
  const { id, store_id, ordered } = webhook;
  if (ordered) return firstsDue(db, tx, webhook);
  return together(tx, `webhooks due ${store_id}`, id, async (ids) => {
    const text = `SELECT webhook_id, MIN(due_at) AS due FROM webhook_deliveries
      WHERE store_id = ? AND webhook_id IN (${marks(ids)}) AND state = 'pending' GROUP BY webhook_id`;
    const rows = await db.rows<{ webhook_id: number; due: number }>(text, [store_id, ...ids], tx, "text");
    const due = new Map(rows.map((row) => [row.webhook_id, row.due]));
    return ids.map((each) => due.get(each));
  });
}

async function firstsDue(db: Database, tx: Transaction, { id, store_id }: ClaimedWebhook): Promise<number | undefined> {
  const text = `SELECT MIN(d.due_at) AS due FROM (SELECT MIN(id) AS id FROM webhook_deliveries
      ${sqlDialect.useIndex("webhook_deliveries_due")} WHERE store_id = ? AND webhook_id = ? AND state = 'pending' GROUP BY entity) f
    JOIN webhook_deliveries d ON d.id = f.id`;
  return (await db.row<{ due: number | null }>(text, [store_id, id], tx))?.due ?? undefined;
}
