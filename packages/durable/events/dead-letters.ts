import { insertNew, updateById } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import type { EventRecord } from "./event.ts";

/** Stores an event that a consumer cannot handle, or a relay cannot publish, with the error and the event as it came. */
export async function writeDeadLetter(
  store: Store,
  consumer: string,
  event: EventRecord,
  error: unknown,
  tries: number,
  fact = JSON.stringify(event),
): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await insertNew(store, `${store.service}_dead_letters`, {
    consumer,
    fact_id: event.id,
    name: event.name,
    fact,
    error: text.slice(0, 4_000),
    tries,
    created_at: Date.now(),
  });
}

interface DeadLetter {
  id: number;
  consumer: string;
  fact: string;
}

/** Replays the requested dead letters, and returns how many; those that fail stay, with the new error. */
export async function replayAsked<Event extends EventRecord>(
  store: Store,
  handle: (consumer: string, event: Event) => Promise<void>,
): Promise<number> {
  const table = `${store.service}_dead_letters`;
  const asked = await store.rows<DeadLetter>(
    `SELECT id, consumer, fact FROM ${table}
     WHERE replay_asked_at IS NOT NULL AND replayed_at IS NULL ORDER BY id LIMIT 100`,
  );
  for (const { id, consumer, fact } of asked) {
    try {
      await handle(consumer, JSON.parse(fact) as Event);
      // The event's data is no longer needed; the row stays visible for a while.
      await updateById(store, table, id, { replayed_at: Date.now(), fact: "", error: "" });
    } catch (error) {
      const sql = `UPDATE ${table} SET replay_asked_at = NULL, error = ?, tries = tries + 1 WHERE id = ?`;
      await store.run(sql, [String(error).slice(0, 4_000), id]);
    }
  }
  return asked.length;
}
