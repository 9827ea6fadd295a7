import type { Database } from "../../../mixins/db/database.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { deletedWebhooks, failOldest } from "../store/leftovers.ts";
import { retentionMs } from "../webhooks.rules.ts";

const everyMs = 10 * 60_000;
const rowsAtOnce = 1_000;

/** Removes events and ended deliveries after seven days, and what deleted webhooks leave behind. */
export const cleaner = (db: Database): Worker => periodic("webhooks.clean", everyMs, () => clean(db));

/** Removes what is older than seven days now. */
export async function clean(db: Database, now = Date.now()): Promise<void> {
  const before = [now - retentionMs];
  await removeAll(db, "webhook_events", "created_at < ?", before);
  await endWaiting(db, now);
  await removeAll(db, "webhook_attempts", "attempted_at < ?", before);
  await removeAll(db, "webhook_deliveries", "ended_at < ?", before);
  for (const { store_id, webhook_id } of await deletedWebhooks(db))
    await removeAll(db, "webhook_deliveries", "store_id = ? AND webhook_id = ?", [store_id, webhook_id]);
}

// Those of a webhook that is paused or disabled would wait for ever, though their events are gone.
async function endWaiting(db: Database, now: number): Promise<void> {
  while ((await failOldest(db, { before: now - retentionMs, now, limit: rowsAtOnce })) === rowsAtOnce);
}

async function removeAll(db: Database, table: string, where: string, values: number[]): Promise<void> {
  while ((await db.deleteSome(table, where, values, rowsAtOnce)) === rowsAtOnce);
}
