import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { noLongerKept, retentionMs } from "../webhooks.rules.ts";

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
  const oldest = `SELECT id, created_at FROM webhook_deliveries WHERE state = 'pending' ORDER BY id LIMIT ${rowsAtOnce}`;
  for (let more = true; more; ) {
    const rows = await db.rows<{ id: number; created_at: number }>(oldest);
    const old = rows.filter(({ created_at }) => created_at < now - retentionMs).map(({ id }) => id);
    const text = `UPDATE webhook_deliveries SET state = 'failed', last_error = ?, ended_at = ?
      WHERE state = 'pending' AND id IN (${marks(old)})`;
    if (old.length > 0) await db.run(text, [noLongerKept, now, ...old]);
    more = old.length === rowsAtOnce;
  }
}

// By the webhooks that deliveries name, which an index gives: a look at every delivery would cost more with each.
async function deletedWebhooks(db: Database) {
  const text = `SELECT d.store_id, d.webhook_id FROM (SELECT DISTINCT store_id, webhook_id FROM webhook_deliveries) d
    LEFT JOIN webhooks w ON w.id = d.webhook_id WHERE w.id IS NULL`;
  return db.rows<{ store_id: number; webhook_id: number }>(text);
}

async function removeAll(db: Database, table: string, where: string, values: number[]): Promise<void> {
  while ((await db.deleteSome(table, where, values, rowsAtOnce)) === rowsAtOnce);
}
