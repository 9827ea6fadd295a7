import type { Database } from "../../../mixins/db/database.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { retentionMs } from "../webhooks.rules.ts";

const everyMs = 10 * 60_000;
const rowsAtOnce = 1_000;

/** Removes events and ended deliveries after seven days, and what deleted webhooks leave behind. */
export const cleaner = (db: Database): Worker => periodic("webhooks.clean", everyMs, () => clean(db));

/** Removes what is older than seven days now. */
export async function clean(db: Database, now = Date.now()): Promise<void> {
  const before = [now - retentionMs];
  await removeAll(db, "webhook_events", "created_at < ?", before);
  await removeAll(db, "webhook_attempts", "attempted_at < ?", before);
  await removeAll(db, "webhook_deliveries", "ended_at < ?", before);
  await removeAll(db, "webhook_deliveries", "webhook_id NOT IN (SELECT id FROM webhooks)", []);
}

async function removeAll(db: Database, table: string, where: string, values: number[]): Promise<void> {
  while ((await db.deleteSome(table, where, values, rowsAtOnce)) === rowsAtOnce);
}
