import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { update } from "../../../mixins/db/statements.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionResult, Channel, MessageTemplate } from "../../contracts.ts";
import { fail } from "../notifications.errors.ts";
import type { Delivered } from "../outcome-event.ts";
import { messageErasures } from "./erasures.ts";
import { deliveredColumns, queue } from "./queue.ts";

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

/** Inserts a message, due at once, or emptied when its customer is erased by now; returns its public id. */
export async function queueUp(db: Database, tx: Transaction, message: NewMessage): Promise<string> {
  const now = Date.now();
  const public_id = newId("ntf");
  const delivery = { state: "queued", tries: 0, due_at: now, claimed_until: 0, created_at: now, updated_at: now };
  await db.insert("notifications", { public_id, ...message, ...delivery }, tx);
  const { store_id, subject_id: customer_id } = message;
  if (customer_id && (await messageErasures.has(db, tx, { store_id, customer_id })))
    await update(db, "notifications", { store_id, public_id }, { ...emptied(), ...givenUp }, tx);
  queue.wakeAfter(tx);
  return public_id;
}

/** A message and the state of its delivery. Throws `notification_not_found`. */
export async function fetchNotification(
  db: Database,
  store_id: number,
  public_id: string,
): Promise<ActionResult<"notifications.get">> {
  const columns = "public_id AS id, channel, recipient, subject, text, state, tries, error, created_at";
  const sql = `SELECT ${columns} FROM notifications WHERE store_id = ? AND public_id = ?`;
  const row = await db.row<ActionResult<"notifications.get">>(sql, [store_id, public_id]);
  if (!row) throw fail("notification_not_found");
  return row;
}

/** Empties the messages to an erased customer, and fails those still queued. Returns the latter. */
export async function eraseNotifications(
  db: Database,
  tx: Transaction,
  store_id: number,
  subject_id: string,
): Promise<Delivered[]> {
  const theirs = { store_id, subject_id };
  const given_up = await db.rows<Delivered>(
    `SELECT ${deliveredColumns} FROM notifications
     WHERE store_id = ? AND subject_id = ? AND state = 'queued' ${db.forUpdate}`,
    [store_id, subject_id],
    tx,
  );
  await update(db, "notifications", theirs, emptied(), tx);
  await update(db, "notifications", { ...theirs, state: "queued" }, givenUp, tx);
  return given_up;
}

/** The failure reason of messages that were queued for an erased customer. */
export const erasedBefore = "The customer was erased before it was delivered.";

const emptied = () => ({ recipient: "", subject: null, text: "", html: null, error: null, updated_at: Date.now() });
const givenUp = { state: "failed", error: erasedBefore };
