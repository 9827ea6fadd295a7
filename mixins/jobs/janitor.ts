import type { Due } from "@seller-orchestra/durable";
import { eventRetentionMs, outboxRetentionMs } from "../../config/nats.ts";
import type { Database } from "../db/database.ts";
import { storeOf } from "../db/store.ts";
import { replayAsked, type Subscription } from "../messaging/inbox.ts";
import { periodic, type Worker } from "./poller.ts";

const replayMs = 1_000;
const cleanMs = 10 * 60_000;
// Longer than the gateway remembers a key (services/api/http/idempotency.ts): a key that it knows must exist here.
const idempotencyMs = 25 * 3600 * 1000;
const rowsAtOnce = 1_000;

/** The workers that replay dead letters on request, and remove expired rows. */
export const janitors = (db: Database, handlers: Subscription[]): Worker[] => [
  { name: `${db.service}.replay`, everyMs: replayMs, due: replayDue(db), run: () => replayAsked(db, handlers) },
  periodic(`${db.service}.clean`, cleanMs, () => clean(db)),
];

const replayDue = (db: Database): Due => ({
  store: storeOf(db),
  sql: `SELECT 0 FROM ${db.service}_dead_letters WHERE replay_asked_at IS NOT NULL AND replayed_at IS NULL LIMIT 1`,
});

/** Removes idempotency keys after 25 hours, and events that were sent, handled or replayed long enough ago. */
export async function clean(db: Database): Promise<void> {
  const { service } = db;
  await removeOld(db, `${service}_idempotency`, "created_at", Date.now() - idempotencyMs);
  await removeOld(db, `${service}_outbox`, "sent_at", Date.now() - outboxRetentionMs);
  await removeOld(db, `${service}_dead_letters`, "replayed_at", Date.now() - eventRetentionMs);
  // An event that the stream may still deliver, filled from the outbox, must be in the inbox.
  await removeOld(db, `${service}_inbox`, "handled_at", Date.now() - outboxRetentionMs - eventRetentionMs);
}

async function removeOld(db: Database, table: string, column: string, before: number): Promise<void> {
  const where = `${column} < ? AND ${column} IS NOT NULL`;
  while ((await db.deleteSome(table, where, [before], rowsAtOnce)) === rowsAtOnce);
}
