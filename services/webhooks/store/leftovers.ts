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

/** A table whose rows are removed once they are old: the columns of when a row began, and of when it ended. */
interface Ageing {
  table: string;
  began: string;
  ended: string;
}

/**
 * Removes the rows that ended before a time, a page after the other by id: later rows began later, so a walk ends at the first
 * page that began since. An index of the ends would cost more with each row.
 */
export async function removeEnded(
  db: Database,
  { table, began, ended }: Ageing,
  { before, limit }: { before: number; limit: number },
): Promise<void> {
  const page = `SELECT id, ${began} AS began, ${ended} AS ended FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`;
  for (let after = 0; ; ) {
    const rows = await db.rows<{ id: number; began: number; ended: number | null }>(page, [after, limit]);
    const old = rows.filter((row) => row.ended !== null && row.ended < before).map(({ id }) => id);
    const text = `DELETE FROM ${table} WHERE ${ended} < ? AND id IN (${marks(old)})`;
    if (old.length > 0) await db.run(text, [before, ...old], undefined, "text");
    const last = rows.at(-1);
    if (!last || rows.length < limit || last.began >= before) return;
    after = last.id;
  }
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
