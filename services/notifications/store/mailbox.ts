import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { insertNew, remove } from "../../../mixins/db/statements.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { ActionParams, ActionResult, Message } from "../../contracts.ts";
import { type QueuedMessage, queue } from "./queue.ts";

/** Inserts a message into the development mailbox, once, while its claim is held. */
export async function putIntoMailbox(db: Database, message: QueuedMessage): Promise<void> {
  const { public_id, store_id, channel, recipient, subject, text, subject_id, created_at } = message;
  const row = { public_id, store_id, channel, recipient, subject, text, subject_id, created_at };
  await transaction(db, async (tx) => {
    if (await queue.holds(db, message, tx)) await insertNew(db, "mailbox_messages", row, tx);
  });
}

/** The messages of the mailbox, newest first. */
export async function readMailbox(
  db: Database,
  { recipient, limit }: ActionParams<"notifications.mailbox">,
): Promise<Message[]> {
  const where = recipient === undefined ? "" : "WHERE recipient = ?";
  const columns = "public_id AS id, channel, recipient, subject, text, created_at";
  const sql = `SELECT ${columns} FROM mailbox_messages ${where} ORDER BY mailbox_messages.id DESC LIMIT ?`;
  return db.rows<Message>(sql, recipient === undefined ? [limit] : [recipient, limit]);
}

/** The HTML of a message in the mailbox; null when it has none. */
export function fetchMailPage(
  db: Database,
  id: string,
): Promise<ActionResult<"notifications.mailboxPage"> | undefined> {
  return db.row(
    `SELECT mail.public_id AS id, mail.subject, mail.text, notifications.html FROM mailbox_messages mail
     LEFT JOIN notifications ON notifications.store_id = mail.store_id AND notifications.public_id = mail.public_id
     WHERE mail.public_id = ?`,
    [id],
  );
}

/** Deletes the messages to an erased customer. */
export async function eraseMail(db: Database, tx: Transaction, store_id: number, subject_id: string): Promise<void> {
  await remove(db, "mailbox_messages", { store_id, subject_id }, tx);
}
