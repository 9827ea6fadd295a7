import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { allOf, between, equal, type Sql, sql } from "../../../mixins/db/sql.ts";
import { findRow } from "../../../mixins/db/statements.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, Delivery, DeliveryAttempt, List } from "../../contracts.ts";
import { fail } from "../webhooks.errors.ts";
import { retryForMs, unattempted } from "../webhooks.rules.ts";
import { lastRemoved, type StoredEvent } from "./events.ts";
import type { WebhookRow } from "./webhooks.ts";

/** A row of `webhook_deliveries`. */
export interface DeliveryRow extends KeysetRow, Omit<Delivery, "id" | "next_attempt_at"> {
  public_id: string;
  store_id: number;
  webhook_id: number;
  sequence: number;
  entity: string;
  due_at: number;
  retry_until: number;
}

/** Maps a row to a delivery. */
export const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.public_id,
  event_id: row.event_id,
  topic: row.topic,
  state: row.state,
  attempts: row.attempts,
  last_status: row.last_status,
  last_error: row.last_error === unattempted ? null : row.last_error,
  next_attempt_at: row.state === "pending" ? row.due_at : null,
  created_at: row.created_at,
  ended_at: row.ended_at,
});

/** A new delivery of an event, due now. */
export function newDelivery(webhook_id: number, entity: string, event: StoredEvent, now: number) {
  const { store_id, sequence, event_id, topic } = event;
  const state = { state: "pending" as const, attempts: 0, due_at: now, retry_until: now + retryForMs };
  const of = { public_id: newId("dlv"), store_id, webhook_id, sequence, event_id, topic, entity };
  return { ...of, ...state, last_status: null, last_error: unattempted, created_at: now, ended_at: null };
}

/** A page of a webhook's deliveries, newest first. */
export function listDeliveries(
  db: Database,
  { id, store_id }: WebhookRow,
  { state, ...paging }: ActionParams<"webhooks.deliveries">,
): Promise<List<Delivery>> {
  const where = equal({ store_id, webhook_id: id });
  const listing = { table: "webhook_deliveries", index: "list", of: id, where, filters: equal({ state }) };
  return listNewest(db, listing, paging, toDelivery);
}

/** A delivery of a webhook, in a transaction locked. Throws `delivery_not_found`. */
export async function findDelivery(
  db: Database,
  { id, store_id }: WebhookRow,
  delivery_id: string,
  tx?: Transaction,
): Promise<DeliveryRow> {
  const row = await findRow<DeliveryRow>(db, "webhook_deliveries", { store_id, public_id: delivery_id }, tx);
  if (row?.webhook_id !== id) throw fail("delivery_not_found");
  return row;
}

/** The attempts of a delivery, in their order. */
export const attemptsOf = (db: Database, { store_id, id }: DeliveryRow): Promise<DeliveryAttempt[]> =>
  db.rows<DeliveryAttempt>(
    `SELECT attempted_at, duration_ms, status, error, answer FROM webhook_attempts
     WHERE store_id = ? AND delivery_id = ? ORDER BY id`,
    [store_id, id],
  );

// Due now, whatever became of it before, and retried for as long as a new one.
const again = (now: number) =>
  sql("state = 'pending', due_at = ?, retry_until = ?, ended_at = NULL", now, now + retryForMs);

/** Makes a delivery due now, whatever became of it before. */
export async function resendDelivery(db: Database, tx: Transaction, { id }: DeliveryRow, now: number): Promise<void> {
  const set = again(now);
  await db.run(`UPDATE webhook_deliveries SET ${set.text} WHERE id = ?`, [...set.values, id], tx);
}

/** Which deliveries are made again: of a range of time in epoch milliseconds, or of them only those that fail. */
export interface Resending {
  from: number;
  /** Exclusive. */
  until: number;
  only_failed: boolean;
}

// Failed for good, or still retried after a last attempt that failed.
const failing: Sql = sql(`(state = 'failed' OR (state = 'pending' AND attempts > 0
  AND (last_status IS NULL OR last_status NOT BETWEEN 200 AND 299)))`);

/** Makes deliveries due now; returns how many. Those whose events are no longer kept stay as they are. */
export async function resendDeliveries(
  db: Database,
  tx: Transaction,
  { id, store_id }: WebhookRow,
  { from, until, only_failed }: Resending,
  now: number,
): Promise<number> {
  const kept = sql("sequence > ?", await lastRemoved(db, store_id, tx));
  const range = [...equal({ store_id, webhook_id: id }), ...between("created_at", from, until), kept];
  const of = allOf(only_failed ? [...range, failing] : range);
  const set = again(now);
  return db.run(`UPDATE webhook_deliveries SET ${set.text} WHERE ${of.text}`, [...set.values, ...of.values], tx);
}

const rowsAtOnce = 500;

/** Events of a range of time of which a webhook has no delivery, a page behind a sequence number. */
export const eventsWithoutDelivery = (
  db: Database,
  tx: Transaction,
  { id, store_id }: WebhookRow,
  { from, until }: Pick<Resending, "from" | "until">,
  after: number,
): Promise<StoredEvent[]> =>
  db.rows<StoredEvent>(
    `SELECT e.store_id, e.sequence, e.event_id, e.topic, e.body FROM webhook_events e
     LEFT JOIN webhook_deliveries d ON d.store_id = e.store_id AND d.webhook_id = ? AND d.sequence = e.sequence
     WHERE e.store_id = ? AND e.sequence > ? AND e.created_at >= ? AND e.created_at < ? AND e.only_for IS NULL
       AND d.id IS NULL
     ORDER BY e.sequence LIMIT ${rowsAtOnce}`,
    [id, store_id, after, from, until],
    tx,
  );
