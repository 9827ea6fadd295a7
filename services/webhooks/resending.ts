import type { Transaction } from "sequelize";
import type { Database } from "../../mixins/db/database.ts";
import type { WebhookPayload } from "../contracts.ts";
import { eventsWithoutDelivery, type Resending, resendDeliveries } from "./store/deliveries.ts";
import { insertDeliveries } from "./store/new-deliveries.ts";
import { makeDue, type WebhookRow } from "./store/webhooks.ts";
import { selects } from "./webhooks.rules.ts";

/**
 * Makes the deliveries of a range of time to a locked webhook due now, and makes those that there were none of, unless only
 * failed ones are wanted; returns how many.
 */
export async function resendWithin(
  db: Database,
  tx: Transaction,
  webhook: WebhookRow,
  wanted: Resending,
): Promise<number> {
  const now = Date.now();
  const made = wanted.only_failed ? 0 : await makeMissing(db, tx, webhook, wanted, now);
  const resent = await resendDeliveries(db, tx, webhook, { ...wanted, until: Math.min(wanted.until, now) }, now);
  await makeDue(db, tx, [webhook.id], now);
  return made + resent;
}

// Events while the webhook was paused, or before it was made.
async function makeMissing(db: Database, tx: Transaction, webhook: WebhookRow, range: Resending, now: number) {
  const patterns = JSON.parse(webhook.topics) as string[];
  let made = 0;
  for (let after = 0; ; ) {
    const events = await eventsWithoutDelivery(db, tx, webhook, range, after);
    const chosen = events.filter(({ topic }) => patterns.some((pattern) => selects(pattern, topic)));
    const those = chosen.map((event) => ({ event, entity: entityOf(event.body) }));
    await insertDeliveries(db, tx, those, [webhook.id], now);
    made += chosen.length;
    const last = events.at(-1);
    if (!last) return made;
    after = last.sequence;
  }
}

const entityOf = (body: string) => (JSON.parse(body) as WebhookPayload).aggregate.id;
