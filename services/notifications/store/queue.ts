import { system } from "../../../mixins/actions/action.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { type Delivered, publishOutcome } from "../outcome-event.ts";

/** The columns of a message that its outcome event needs. */
export const deliveredColumns = "public_id, store_id, channel, subject_id, tenant_id, order_id, occasion";

/** A message that one worker has claimed; `tries` counts this claim too. */
export interface QueuedMessage extends Delivered {
  id: number;
  recipient: string;
  subject: string | null;
  text: string;
  html: string | null;
  tries: number;
  created_at: number;
  good_until: number | null;
}

/** Messages that wait to be delivered. */
export const queue = new DueQueue<QueuedMessage>({
  worker: "notifications.deliver",
  table: "notifications",
  key: ["id"],
  columns: [deliveredColumns, "recipient", "subject", "text", "html", "created_at", "good_until"],
  where: "state = 'queued'",
  due: "due_at",
  index: "notifications_due",
  claim: { until: "claimed_until", tries: "tries" },
});

/** Records that a message was sent. */
export async function markSent(db: Database, message: QueuedMessage): Promise<void> {
  await markEnd(db, message, { state: "sent", error: null, sent_at: Date.now() }, null);
}

/** Records why a delivery failed, and when to retry; null for never. */
export async function markFailed(
  db: Database,
  message: QueuedMessage,
  error: string,
  retryMs: number | null,
): Promise<void> {
  const why = { error: error.slice(0, 2_000), updated_at: Date.now() };
  if (retryMs === null) await markEnd(db, message, { state: "failed", ...why }, error);
  else await queue.postpone(db, message, Date.now() + retryMs, why);
}

// That it ended and the event that says so are committed together.
async function markEnd(db: Database, message: QueuedMessage, end: Row, error: string | null): Promise<void> {
  // A secret is not kept once it was sent, or never will be.
  const secret: Row = message.good_until === null ? {} : { text: "", html: null };
  const changes = { ...end, ...secret, updated_at: Date.now() };
  await withOutbox(db, { actor: system, request_id: null }, async ({ tx, publish }) => {
    if (await queue.settle(db, message, changes, tx)) publishOutcome(publish, message, error);
  });
}
