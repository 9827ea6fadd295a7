import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { noLongerKept } from "../webhooks.rules.ts";

/** Ends the oldest deliveries that wait, as far as they are from before a time; returns how many. */
export async function failOldest(
  db: Database,
  { before, now, limit }: { before: number; now: number; limit: number },
): Promise<number> {
  const oldest = "SELECT id, created_at FROM webhook_deliveries WHERE state = 'pending' ORDER BY id LIMIT ?";
  const rows = await db.rows<{ id: number; created_at: number }>(oldest, [limit]);
  const old = rows.filter(({ created_at }) => created_at < before).map(({ id }) => id);
  const text = `UPDATE webhook_deliveries SET state = 'failed', last_error = ?, ended_at = ?
    WHERE state = 'pending' AND id IN (${marks(old)})`;
  if (old.length > 0) await db.run(text, [noLongerKept, now, ...old]);
  return old.length;
}

/**
 * The webhooks that are deleted and have deliveries. By the webhooks that deliveries name, which an index gives: a look at
 * every delivery would cost more with each.
 */
export function deletedWebhooks(db: Database): Promise<{ store_id: number; webhook_id: number }[]> {
  const text = `SELECT d.store_id, d.webhook_id FROM (SELECT DISTINCT store_id, webhook_id FROM webhook_deliveries) d
    LEFT JOIN webhooks w ON w.id = d.webhook_id WHERE w.id IS NULL`;
  return db.rows(text);
}
