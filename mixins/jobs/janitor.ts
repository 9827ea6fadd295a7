import { eventRetentionMs } from "../../config/nats.ts";
import type { Database } from "../db/database.ts";
import { replayAsked, type Subscription } from "../messaging/inbox.ts";

const tickMs = 1_000;
const cleanEveryMs = 10 * 60_000;
// Longer than the gateway marks a key (services/api/http/idempotency.ts): what it passes on as known must be known here.
const idempotencyMs = 25 * 3600 * 1000;
const rowsAtOnce = 1_000;

/** Replays dead letters when asked, and removes what is past its time. Answers how to stop it. */
export function startJanitor(
  db: Database,
  handlers: Subscription[],
  onError: (error: unknown) => void,
): () => Promise<void> {
  let running: Promise<void> | undefined;
  let cleanedAt = Date.now();
  const timer = setInterval(() => {
    running ??= tick().finally(() => {
      running = undefined;
    });
  }, tickMs);

  async function tick(): Promise<void> {
    try {
      await replayAsked(db, handlers);
      if (Date.now() - cleanedAt < cleanEveryMs) return;
      cleanedAt = Date.now();
      await clean(db);
    } catch (error) {
      onError(error);
    }
  }

  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Removes keys after a day and an hour, and events that were sent, handled or replayed longer ago than the stream keeps them. */
export async function clean(db: Database): Promise<void> {
  const { service } = db;
  await removeOld(db, `${service}_idempotency`, "created_at", Date.now() - idempotencyMs);
  await removeOld(db, `${service}_outbox`, "sent_at", Date.now() - eventRetentionMs);
  await removeOld(db, `${service}_dead_letters`, "replayed_at", Date.now() - eventRetentionMs);
  // An event that the stream may still bring must still be known here.
  await removeOld(db, `${service}_inbox`, "handled_at", Date.now() - 2 * eventRetentionMs);
}

async function removeOld(db: Database, table: string, column: string, before: number): Promise<void> {
  const where = `${column} < ? AND ${column} IS NOT NULL`;
  const limited =
    db.dialect === "mariadb"
      ? `DELETE FROM ${table} WHERE ${where} LIMIT ${rowsAtOnce}`
      : `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${where} LIMIT ${rowsAtOnce})`;
  while ((await db.run(limited, [before])) === rowsAtOnce);
}
