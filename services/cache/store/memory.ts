import { LRUCache } from "lru-cache";
import { lruCache } from "../../../mixins/values/lru.ts";
import { type Entry, type Found, longestReadMs, type Store, tombstoneMs } from "./store.ts";

/** Of the values that are read while no more can be kept parsed, one in so many takes the place of another. */
const admitted = 8;

/**
 * Stores values in this process: the most recently used, up to 64 MB. Some of these are kept parsed too, for parsing an
 * order of twenty lines takes longer than all else that its readers do. Where more are read by turns than can be kept
 * parsed, most of what is kept stays: if each took the place of another, all would be parsed and frozen in vain.
 */
export class MemoryStore implements Store {
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: ({ json }, key) => 2 * (json.length + key.length) + 100,
    dispose: (_entry, key) => this.#values.delete(key),
  });
  // Some five times as large in memory as their JSON.
  readonly #values = new LRUCache<string, { value: unknown; json: string }>({
    maxSize: 8 * 1024 * 1024,
    sizeCalculation: ({ json }) => json.length + 100,
  });
  #misses = 0;
  // Apart from the values, so that these cannot evict tombstones.
  readonly #stale = lruCache<number>(100_000, tombstoneMs);

  async get(key: string): Promise<{ entry: Found | null; now: number }> {
    const entry = this.#entries.get(key);
    return { entry: entry ? { ...entry, value: this.#valueOf(key, entry) } : null, now: Date.now() };
  }

  async set(key: string, entry: Entry, ttlMs: number, readAt: number): Promise<boolean> {
    if (Math.abs(Date.now() - readAt) > longestReadMs) return false;
    const stale = this.#stale.get(key) ?? -1;
    const kept = this.#entries.get(key)?.version ?? -1;
    if (entry.version <= stale || entry.version < kept) return false;
    this.#entries.set(key, entry, { ttl: ttlMs });
    return true;
  }

  async delete(key: string, stale: number | null): Promise<boolean> {
    if (stale === null) return this.#entries.delete(key);
    this.#stale.set(key, Math.max(stale, this.#stale.get(key) ?? -1));
    const kept = this.#entries.get(key);
    return kept !== undefined && kept.version <= stale && this.#entries.delete(key);
  }

  #valueOf(key: string, { json }: Entry): unknown {
    const known = this.#values.get(key);
    if (known?.json === json) return known.value;
    const value = JSON.parse(json);
    const isFull = this.#values.calculatedSize + json.length > this.#values.maxSize;
    if (!known && isFull && ++this.#misses % admitted !== 0) return value;
    frozen(value);
    this.#values.set(key, { value, json });
    return value;
  }
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}
