import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { ActionResult, Channel, DeliveryState, MessageTemplate } from "../../contracts.ts";
import { fail } from "../notifications.errors.ts";
import type { Delivered } from "../outcome-event.ts";
import { deliveredColumns, queue } from "./queue.ts";

interface NotificationRow {
  public_id: string;
  channel: Channel;
  recipient: string;
  subject: string | null;
  text: string;
  state: DeliveryState;
  tries: number;
  error: string | null;
  created_at: number;
}

/** A message to be delivered. For one with an order, the outcome of its delivery is published. */
export interface NewMessage {
  store_id: number;
  channel: Channel;
  recipient: string;
  subject?: string | null;
  text: string;
  html?: string | null;
  /** The customer whom it concerns. */
  subject_id?: string | null;
  tenant_id?: string;
  order_id?: string;
  occasion?: MessageTemplate;
  /** The expiry of a secret: the message is not sent after it, and its text is deleted once delivery has ended. */
  good_until?: number;
}

/** Inserts a message, due at once. */
export async function queueUp(db: Database, tx: Transaction, public_id: string, message: NewMessage): Promise<void> {
  const now = Date.now();
  const { store_id, channel, recipient, subject, text, html, subject_id, tenant_id, order_id, occasion, good_until } =
    message;
  const about = { subject_id, tenant_id, order_id, occasion, good_until };
  const given = { store_id, channel, recipient, subject, text, html, ...about };
  const values = Object.entries(given).map(([column, value]) => [column, value ?? null]);
  const delivery = { state: "queued", tries: 0, error: null, due_at: now, claimed_until: 0 };
  const row = { public_id, ...Object.fromEntries(values), ...delivery, created_at: now, updated_at: now };
  await db.insert("notifications", row, tx);
  queue.wakeAfter(tx);
}

/** A message and the state of its delivery. Throws `notification_not_found`. */
export async function fetchNotification(
  db: Database,
  store_id: number,
  public_id: string,
): Promise<ActionResult<"notifications.get">> {
  const columns = "public_id, channel, recipient, subject, text, state, tries, error, created_at";
  const sql = `SELECT ${columns} FROM notifications WHERE store_id = ? AND public_id = ?`;
  const row = await db.row<NotificationRow>(sql, [store_id, public_id]);
  if (!row) throw fail("notification_not_found");
  const { public_id: id, ...rest } = row;
  return { id, ...rest };
}

/** Empties the messages to an erased customer, and fails those still queued. Returns the latter. */
export async function eraseNotifications(
  db: Database,
  tx: Transaction,
  store_id: number,
  subject_id: string,
): Promise<Delivered[]> {
  const mine = [store_id, subject_id];
  const given_up = await db.rows<Delivered>(
    `SELECT ${deliveredColumns} FROM notifications
     WHERE store_id = ? AND subject_id = ? AND state = 'queued' ${db.forUpdate}`,
    mine,
    tx,
  );
  await db.run(
    `UPDATE notifications SET recipient = '', subject = NULL, text = '', html = NULL, error = NULL, updated_at = ?
     WHERE store_id = ? AND subject_id = ?`,
    [Date.now(), ...mine],
    tx,
  );
  await db.run(
    `UPDATE notifications SET state = 'failed', error = ? WHERE store_id = ? AND subject_id = ? AND state = 'queued'`,
    [erasedBefore, ...mine],
    tx,
  );
  return given_up;
}

/** The failure reason of messages that were queued for an erased customer. */
export const erasedBefore = "The customer was erased before it was delivered.";
