import type { Transaction } from "sequelize";
import type { DomainEvent } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { update } from "../db/statements.ts";

/**
 * Removes a person's data from a service's outbox, recorded results and dead letters. Events keep the names of the
 * changed fields, and results are emptied. An event that is not published yet is published without the data.
 */
export async function forget(db: Database, tx: Transaction, subjectId: string): Promise<void> {
  const outbox = `${db.service}_outbox`;
  const events = await db.rows<{ id: number; fact: string }>(
    `SELECT id, fact FROM ${outbox} WHERE aggregate_id = ?`,
    [subjectId],
    tx,
  );
  for (const { id, fact: event } of events) {
    const known = read(event);
    await update(db, outbox, { id }, { fact: known ? JSON.stringify(withoutValues(known)) : "" }, tx);
  }
  await update(db, `${db.service}_idempotency`, { subject_id: subjectId }, { result: null }, tx);
  await forgetDeadLetters(db, tx, subjectId);
}

// Dead letters have no column of the aggregate's id. They are few, so all of them are searched.
async function forgetDeadLetters(db: Database, tx: Transaction, subjectId: string): Promise<void> {
  const table = `${db.service}_dead_letters`;
  const deadLetters = await db.rows<{ id: number; fact: string }>(
    `SELECT id, fact FROM ${table} WHERE fact LIKE ?`,
    [`%"id":"${subjectId}"%`],
    tx,
  );
  for (const { id, fact: text } of deadLetters) {
    const event = read(text);
    if (event && event.aggregate.id !== subjectId) continue;
    // The message of a database error may quote the values.
    const fact = event ? JSON.stringify(withoutValues(event)) : "";
    await update(db, table, { id }, { fact, error: "" }, tx);
  }
}

// What cannot be read keeps nothing: it must not hold up an erasure.
function read(text: string): DomainEvent | undefined {
  try {
    return JSON.parse(text) as DomainEvent;
  } catch {
    return undefined;
  }
}

/** An event with the names of the changed fields, and no values. */
export function withoutValues<Event extends { data: object }>(event: Event): Event {
  const { before, after } = event.data as { before?: object | null; after?: object | null };
  if (before === undefined && after === undefined) return event;
  return { ...event, data: { ...event.data, before: emptied(before), after: emptied(after) } };
}

/** An object with every value replaced by null. */
export function emptied(snapshot: object | null | undefined): Record<string, null> | null {
  return snapshot ? Object.fromEntries(Object.keys(snapshot).map((name) => [name, null])) : null;
}
