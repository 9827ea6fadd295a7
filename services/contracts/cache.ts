/** Actions of the cache. */
export interface CacheActions {
  "cache.get": { params: { key: string }; result: { value: unknown; version: number } | null };
  "cache.set": {
    params: { key: string; value: unknown; version: number; ttl_s: number };
    result: { stored: boolean };
  };
  "cache.delete": { params: { key: string; version?: number }; result: { deleted: boolean } };
}
