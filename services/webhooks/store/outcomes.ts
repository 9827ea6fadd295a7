import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { update } from "../../../mixins/db/statements.ts";
import type { DeliveryRow } from "./deliveries.ts";
import type { ClaimedWebhook } from "./webhooks.ts";

/** A delivery that is due, with the event's body. */
export interface DueDelivery extends DeliveryRow {
  body: string | null;
}

/** One attempt of a delivery and what follows from it. */
export interface Outcome {
  delivery: DueDelivery;
  attempted_at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
  answer: string | null;
  state: DeliveryRow["state"];
  due_at: number;
}

const blocking = `AND NOT EXISTS (SELECT 1 FROM webhook_deliveries b
  WHERE b.store_id = d.store_id AND b.webhook_id = d.webhook_id AND b.state = 'pending' AND b.entity = d.entity
    AND b.id < d.id AND b.due_at > ?)`;

/**
 * Deliveries of a webhook that are due. Those of an ordered webhook wait behind earlier ones about the same entity.
 */
export function dueDeliveries(
  db: Database,
  { id, store_id, ordered }: ClaimedWebhook,
  limit: number,
  now: number,
): Promise<DueDelivery[]> {
  const order = ordered ? "d.id" : "d.due_at, d.id";
  const text = `SELECT d.*, e.body FROM webhook_deliveries d
    LEFT JOIN webhook_events e ON e.store_id = d.store_id AND e.sequence = d.sequence
    WHERE d.store_id = ? AND d.webhook_id = ? AND d.state = 'pending' AND d.due_at <= ? ${ordered ? blocking : ""}
    ORDER BY ${order} LIMIT ?`;
  return db.rows<DueDelivery>(text, [store_id, id, now, ...(ordered ? [now] : []), limit]);
}

/** Writes the outcomes of attempts. */
export async function writeOutcomes(db: Database, tx: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  const attempts = outcomes.map(({ delivery, attempted_at, duration_ms, status, error, answer }): Row => {
    const of = { store_id: delivery.store_id, delivery_id: delivery.id };
    return { ...of, attempted_at, duration_ms, status, error, answer };
  });
  await db.insertMany("webhook_attempts", attempts, tx);
  await writeDelivered(db, tx, outcomes);
  for (const outcome of outcomes.filter(({ state }) => state !== "delivered")) await writeFailed(db, tx, outcome);
}

// Most attempts succeed, with one status: a statement for each.
async function writeDelivered(db: Database, tx: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  const delivered = outcomes.filter(({ state }) => state === "delivered");
  for (const [status, those = []] of Object.entries(Object.groupBy(delivered, ({ status }) => String(status)))) {
    const ids = those.map(({ delivery }) => delivery.id);
    const text = `UPDATE webhook_deliveries SET state = 'delivered', attempts = attempts + 1, last_status = ?,
      last_error = NULL, ended_at = ? WHERE id IN (${marks(ids)})`;
    await db.run(text, [Number(status), Date.now(), ...ids], tx);
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

/** When the next delivery of a webhook is due; undefined without one. */
export async function nextDue(
  db: Database,
  tx: Transaction,
  { id, store_id }: ClaimedWebhook,
): Promise<number | undefined> {
  const text = `SELECT MIN(due_at) AS due FROM webhook_deliveries
    WHERE store_id = ? AND webhook_id = ? AND state = 'pending'`;
  return (await db.row<{ due: number | null }>(text, [store_id, id], tx))?.due ?? undefined;
}
