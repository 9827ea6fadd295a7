import { Gathering } from "@seller-orchestra/durable";
import type { LRUCache } from "lru-cache";
import { lruCache } from "../values/lru.ts";
import type { Database } from "./database.ts";

interface Batch {
  items: unknown[];
  waiting: PromiseWithResolvers<unknown>[];
}

interface Reading {
  next: Batch | undefined;
  running: number;
  gathering: Gathering;
}

const largest = 32;
// As many as are sent side by side: a slow one must not keep all others back.
const batchesAtOnce = 4;

// Kinds are as many as stores: those that were not read for longest begin anew.
const mostKinds = 1_000;
const readings = new WeakMap<Database, LRUCache<string, Reading>>();

function readingOf(db: Database, key: string): Reading {
  const ofDatabase = readings.get(db) ?? lruCache<Reading>(mostKinds);
  readings.set(db, ofDatabase);
  const known = ofDatabase.get(key);
  if (known) return known;
  const reading: Reading = { next: undefined, running: 0, gathering: new Gathering() };
  ofDatabase.set(key, reading);
  return reading;
}

const waitingIn = ({ next }: Reading): number => next?.items.length ?? 0;

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
  const reading = readingOf(db, key);
  const done = Promise.withResolvers<unknown>();
  reading.next ??= { items: [], waiting: [] };
  reading.next.items.push(item);
  reading.next.waiting.push(done);
  if (reading.next.items.length >= largest) void send();
  else if (reading.running === 0) beginSoon();
  return (await done.promise) as Result;

  function beginSoon(): void {
    if (!reading.next) return;
    reading.gathering.gather(
      () => waitingIn(reading),
      () => void send(),
    );
  }

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
    reading.gathering.note(items.length + waitingIn(reading));
    beginSoon();
  }
}
