import type { Database } from "./database.ts";

interface Batch {
  items: unknown[];
  waiting: PromiseWithResolvers<unknown>[];
}

interface Reading {
  next: Batch | undefined;
  running: number;
}

const largest = 32;
// As many as are sent side by side: a slow one must not keep all others back.
const batchesAtOnce = 4;

const readings = new WeakMap<Database, Map<string, Reading>>();

/**
 * Reads outside of a transaction: alone when none of its kind is under way, else with those that wait for the same `key`
 * meanwhile. `run` gets their items and returns a result for each.
 */
export async function readTogether<Item, Result>(
  db: Database,
  key: string,
  item: Item,
  run: (items: Item[]) => Promise<Result[]>,
): Promise<Result> {
  if (db.dialect === "sqlite") return (await run([item]))[0] as Result;
  const ofDatabase = readings.get(db) ?? new Map<string, Reading>();
  readings.set(db, ofDatabase);
  const reading = ofDatabase.get(key) ?? { next: undefined, running: 0 };
  ofDatabase.set(key, reading);
  const done = Promise.withResolvers<unknown>();
  reading.next ??= { items: [], waiting: [] };
  reading.next.items.push(item);
  reading.next.waiting.push(done);
  if (reading.running === 0 || reading.next.items.length >= largest) void send();
  return (await done.promise) as Result;

  async function send(): Promise<void> {
    if (!reading.next || reading.running >= batchesAtOnce) return;
    const { items, waiting } = reading.next;
    reading.next = undefined;
    reading.running++;
    try {
      const results = await run(items as Item[]);
      for (const [index, { resolve }] of waiting.entries()) resolve(results[index]);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
    reading.running--;
    if (reading.next) void send();
    else if (reading.running === 0) ofDatabase.delete(key);
  }
}
