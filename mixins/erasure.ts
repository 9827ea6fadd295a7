import type { Transaction } from "sequelize";
import type { Fact } from "../services/contracts.ts";
import type { Database } from "./database.ts";

/**
 * Takes a person's data out of what a service keeps for exactly-once: facts keep the names of the fields that changed,
 * recorded answers are emptied. A fact that was not sent yet is sent without the data.
 */
export async function forget(db: Database, tx: Transaction, subjectId: string): Promise<void> {
  const outbox = `${db.service}_outbox`;
  const facts = await db.rows<{ id: number; fact: string }>(
    `SELECT id, fact FROM ${outbox} WHERE aggregate_id = ?`,
    [subjectId],
    tx,
  );
  for (const { id, fact } of facts) {
    const bare = withoutValues(JSON.parse(fact) as Fact);
    await db.run(`UPDATE ${outbox} SET fact = ? WHERE id = ?`, [JSON.stringify(bare), id], tx);
  }
  await db.run(`UPDATE ${db.service}_idempotency SET result = NULL WHERE subject_id = ?`, [subjectId], tx);
  await forgetDeadLetters(db, tx, subjectId);
}

// Dead letters are few and belong to no one in a column of theirs, so they are looked through.
async function forgetDeadLetters(db: Database, tx: Transaction, subjectId: string): Promise<void> {
  const table = `${db.service}_dead_letters`;
  const letters = await db.rows<{ id: number; fact: string }>(
    `SELECT id, fact FROM ${table} WHERE fact LIKE ?`,
    [`%"id":"${subjectId}"%`],
    tx,
  );
  for (const { id, fact: text } of letters) {
    const fact = JSON.parse(text) as Fact;
    if (fact.aggregate.id !== subjectId) continue;
    // An engine's error may quote the very values.
    const bare = `UPDATE ${table} SET fact = ?, error = '' WHERE id = ?`;
    await db.run(bare, [JSON.stringify(withoutValues(fact)), id], tx);
  }
}

/** A fact with the names of what changed, and no values. */
export function withoutValues(fact: Fact): Fact {
  const { before, after } = fact.data as { before?: object | null; after?: object | null };
  if (before === undefined && after === undefined) return fact;
  return { ...fact, data: { ...fact.data, before: emptied(before), after: emptied(after) } } as Fact;
}

/** An object with every value replaced by null. */
export function emptied(snapshot: object | null | undefined): Record<string, null> | null {
  return snapshot ? Object.fromEntries(Object.keys(snapshot).map((name) => [name, null])) : null;
}
