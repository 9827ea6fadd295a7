import { marks } from "../store/statements.ts";
import type { Store } from "../store/store.ts";

// How long a published event waits for others, to be marked with them. One that is not marked when its process dies is
// published again, which consumers notice.
const windowMs = 100;
const most = 200;

interface Waiting {
  store: Store;
  ids: string[];
  /** When the first of them was published. */
  at: number;
  done: PromiseWithResolvers<void>;
}

/** Marks published events in the outboxes of a process: those of one database together, in one transaction. */
export class SentMarks {
  #waiting = new Map<Store, Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Resolves when the event of this id is marked. */
  add(store: Store, id: string): Promise<void> {
    const known = this.#waiting.get(store) ?? { store, ids: [], at: Date.now(), done: Promise.withResolvers<void>() };
    known.ids.push(id);
    this.#waiting.set(store, known);
    if (known.ids.length >= most) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), windowMs);
    return known.done.promise;
  }

  /** Marks now what waits. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting = new Map();
    const byDatabase = [...Map.groupBy(all, ({ store }) => store.database).values()];
    this.#writing = Promise.all([this.#writing, ...byDatabase.map(write)]).then(() => undefined);
    return this.#writing;
  }
}

async function write(all: Waiting[]): Promise<void> {
  const [first] = all;
  if (!first) return;
  const work = async (tx?: unknown) => {
    for (const { store, ids, at } of all) await markSent(store, ids, at, tx);
  };
  try {
    await (all.length > 1 ? first.store.transaction(work) : work());
    for (const { done } of all) done.resolve();
  } catch (error) {
    for (const { done } of all) done.reject(error);
  }
}

/** Marks events of an outbox as published at a time. */
export async function markSent(store: Store, ids: readonly string[], at: number, tx?: unknown): Promise<void> {
  const sql = `UPDATE ${store.service}_outbox SET sent_at = ? WHERE fact_id IN (${marks(ids)})`;
  if (ids.length > 0) await store.run(sql, [at, ...ids], tx);
}

/** The marks of this process. */
export const sentMarks = new SentMarks();
