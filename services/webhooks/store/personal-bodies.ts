import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { isPersonalTopic } from "../webhooks.rules.ts";
import type { DueDelivery } from "./outcomes.ts";

/**
 * Deliveries of one webhook with the bodies that events about customers have by now: one may have been erased since the
 * deliveries were read, and nothing of that person is sent any more.
 */
export async function withBodiesOfNow(db: Database, deliveries: readonly DueDelivery[]): Promise<DueDelivery[]> {
  const personal = deliveries.filter(({ topic }) => isPersonalTopic(topic));
  const [first] = personal;
  if (!first) return [...deliveries];
  const sequences = personal.map(({ sequence }) => sequence);
  const text = `SELECT sequence, body FROM webhook_events WHERE store_id = ? AND sequence IN (${marks(sequences)})`;
  const rows = await db.rows<{ sequence: number; body: string }>(text, [first.store_id, ...sequences]);
  const bodies = new Map(rows.map(({ sequence, body }) => [sequence, body]));
  return deliveries.map((delivery) =>
    isPersonalTopic(delivery.topic) ? { ...delivery, body: bodies.get(delivery.sequence) ?? null } : delivery,
  );
}
