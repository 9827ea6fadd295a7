import type { Database } from "../../../mixins/db/database.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { deletedWebhooks, failOldest, removeEnded } from "../store/leftovers.ts";
import { retentionMs } from "../webhooks.rules.ts";

const everyMs = 10 * 60_000;
const rowsAtOnce = 1_000;

/** Removes events and ended deliveries after seven days, and what deleted webhooks leave behind. */
export const cleaner = (db: Database): Worker => periodic("webhooks.clean", everyMs, () => clean(db));

/** Removes what is older than seven days now. */
export async function clean(db: Database, now = Date.now()): Promise<void> {
  const page = { before: now - retentionMs, limit: rowsAtOnce };
  await removeAll(db, "webhook_events", "created_at < ?", [page.before]);
  await endWaiting(db, now);
  await removeEnded(db, { table: "webhook_attempts", began: "attempted_at", ended: "attempted_at" }, page);
  await removeEnded(db, { table: "webhook_deliveries", began: "created_at", ended: "ended_at" }, page);
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
