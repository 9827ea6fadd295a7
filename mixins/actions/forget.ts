import type { Transaction } from "sequelize";
import type { DomainEvent } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";

/**
 * Takes a person's data out of what a service keeps for exactly-once: events keep the names of the fields that changed,
 * recorded answers are emptied. An event that was not sent yet is sent without the data.
 */
export async function forget(db: Database, tx: Transaction, subjectId: string): Promise<void> {
  const outbox = `${db.service}_outbox`;
  const events = await db.rows<{ id: number; fact: string }>(
    `SELECT id, fact FROM ${outbox} WHERE aggregate_id = ?`,
    [subjectId],
    tx,
  );
  for (const { id, fact: event } of events) {
    const bare = withoutValues(JSON.parse(event) as DomainEvent);
    await db.run(`UPDATE ${outbox} SET fact = ? WHERE id = ?`, [JSON.stringify(bare), id], tx);
  }
  await db.run(`UPDATE ${db.service}_idempotency SET result = NULL WHERE subject_id = ?`, [subjectId], tx);
  await forgetDeadLetters(db, tx, subjectId);
}

// Dead letters are few and belong to no one in a column of theirs, so they are looked through.
async function forgetDeadLetters(db: Database, tx: Transaction, subjectId: string): Promise<void> {
  const table = `${db.service}_dead_letters`;
  const deadLetters = await db.rows<{ id: number; fact: string }>(
    `SELECT id, fact FROM ${table} WHERE fact LIKE ?`,
    [`%"id":"${subjectId}"%`],
    tx,
  );
  for (const { id, fact: text } of deadLetters) {
    const event = JSON.parse(text) as DomainEvent;
    if (event.aggregate.id !== subjectId) continue;
    // An engine's error may quote the very values.
    const bare = `UPDATE ${table} SET fact = ?, error = '' WHERE id = ?`;
    await db.run(bare, [JSON.stringify(withoutValues(event)), id], tx);
  }
}

/** An event with the names of what changed, and no values. */
export function withoutValues(event: DomainEvent): DomainEvent {
  const { before, after } = event.data as { before?: object | null; after?: object | null };
  if (before === undefined && after === undefined) return event;
  return { ...event, data: { ...event.data, before: emptied(before), after: emptied(after) } } as DomainEvent;
}

/** An object with every value replaced by null. */
export function emptied(snapshot: object | null | undefined): Record<string, null> | null {
  return snapshot ? Object.fromEntries(Object.keys(snapshot).map((name) => [name, null])) : null;
}
