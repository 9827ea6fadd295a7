import { LRUCache } from "lru-cache";
import { type Entry, longestReadMs, type Store, tombstoneMs } from "./store.ts";

/** Stores values in this process: the most recently used, up to 64 MB. */
export class MemoryStore implements Store {
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: ({ json }, key) => 2 * (json.length + key.length) + 100,
  });
  // Apart from the values, so that these cannot evict tombstones.
  readonly #stale = new LRUCache<string, number>({ max: 100_000, ttl: tombstoneMs });

  async get(key: string): Promise<{ entry: Entry | null; now: number }> {
    return { entry: this.#entries.get(key) ?? null, now: Date.now() };
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
}
