import { LRUCache } from "lru-cache";

/**
 * A cache that keeps the entries used last, at most so many, each for `ttl` milliseconds (0: until it is evicted). Its memory
 * grows with what is in it: by `max`, lru-cache allocates for all entries at once, 2 MB for 50,000
 * (findings/lru-cache-max-allocates.sh).
 */
export function lruCache<Value extends NonNullable<unknown>>(entries: number, ttl = 0): LRUCache<string, Value> {
  return new LRUCache<string, Value>({ maxSize: entries, sizeCalculation: () => 1, ttl });
}
