import type { Transaction } from "sequelize";
import { system } from "../../../mixins/actions/action.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { type Delivered, publishOutcome } from "../outcome-event.ts";

/** The columns of `Delivered`. */
export const deliveredColumns = "public_id, store_id, channel, subject_id, tenant_id, order_id, occasion";

/** A message that one worker has claimed until its lease expires; `tries` includes this claim. */
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

/** Claims due messages that no worker holds. The claim of a crashed worker expires after `leaseMs`. */
export async function claimDue(db: Database, limit: number, leaseMs: number): Promise<QueuedMessage[]> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";
  return transaction(db, async (tx) => {
    const now = Date.now();
    const messages = await db.rows<QueuedMessage>(
      `SELECT id, ${deliveredColumns}, recipient, subject, text, html, tries, created_at, good_until
       FROM notifications WHERE state = 'queued' AND due_at <= ? AND claimed_until <= ?
       ORDER BY due_at, id LIMIT ? ${lock}`,
      [now, now, limit],
      tx,
    );
    if (messages.length === 0) return [];
    const marks = messages.map(() => "?").join(", ");
    await db.run(
      `UPDATE notifications SET claimed_until = ?, tries = tries + 1 WHERE id IN (${marks})`,
      [now + leaseMs, ...messages.map(({ id }) => id)],
      tx,
    );
    return messages.map((message) => ({ ...message, tries: message.tries + 1 }));
  });
}

// `tries` identifies the claim: a worker whose lease has expired cannot overwrite another's outcome.
const held = "WHERE id = ? AND tries = ? AND state = 'queued'";

// A secret is deleted once it was sent, or never will be.
const ended = `text = CASE WHEN good_until IS NULL THEN text ELSE '' END,
               html = CASE WHEN good_until IS NULL THEN html ELSE NULL END`;

/** Records that a message was sent. */
export async function markSent(db: Database, message: QueuedMessage): Promise<void> {
  const now = Date.now();
  const sql = `UPDATE notifications SET state = 'sent', error = NULL, sent_at = ?, updated_at = ?, ${ended} ${held}`;
  await markEnd(db, message, (tx) => db.run(sql, [now, now, message.id, message.tries], tx), null);
}

/** Records why a delivery failed, and when to retry; null for never. */
export async function markFailed(
  db: Database,
  message: QueuedMessage,
  error: string,
  againInMs: number | null,
): Promise<void> {
  const now = Date.now();
  const state = againInMs === null ? "failed" : "queued";
  const columns = "state = ?, error = ?, due_at = ?, claimed_until = 0, updated_at = ?";
  const sql = `UPDATE notifications SET ${columns}${againInMs === null ? `, ${ended}` : ""} ${held}`;
  const values = [state, error.slice(0, 2_000), now + (againInMs ?? 0), now, message.id, message.tries];
  if (againInMs !== null) await db.run(sql, values);
  else await markEnd(db, message, (tx) => db.run(sql, values, tx), error);
}

// The outcome and its event are committed together.
function markEnd(
  db: Database,
  message: QueuedMessage,
  mark: (tx: Transaction) => Promise<number>,
  error: string | null,
): Promise<void> {
  return withOutbox(db, { actor: system, request_id: null }, async ({ tx, publish }) => {
    if ((await mark(tx)) > 0) publishOutcome(publish, message, error);
  });
}
