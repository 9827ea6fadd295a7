import { env } from "../../../config/env.ts";
import { plainAction } from "../../../mixins/actions/action.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { params } from "../cache.schema.ts";
import { MemoryStore } from "../store/memory.ts";
import { RedisStore } from "../store/redis.ts";
import type { Store } from "../store/store.ts";

const store: Store = env.REDIS_URL ? new RedisStore() : new MemoryStore();

/**
 * Returns the value of a key with its version, if there is one, and `read_at`, the time by the cache's clock; both null
 * when the cache is unavailable.
 */
export const get = plainAction("cache.get", params.get, async ({ key }) => {
  const found = await store.get(key).catch(() => undefined);
  if (!found) return { entry: null, read_at: null };
  const { entry, now } = found;
  if (!entry) return { entry, read_at: now };
  const { json, version, value = JSON.parse(json) as unknown } = entry;
  return { entry: { value, version }, read_at: now };
});

/**
 * Stores a value, unless a newer one is stored or its version is known to be stale. `read_at` is what `cache.get`
 * returned before the value was read: a set that comes too long after it stores nothing. Stores nothing when the cache
 * is unavailable.
 */
export const set = plainAction("cache.set", params.set, async ({ key, value, version, ttl_s, read_at }) => {
  if (read_at === null) return { stored: false };
  const entry = { json: JSON.stringify(value), version };
  return { stored: await store.set(key, entry, ttl_s * 1000, read_at).catch(() => false) };
});

/**
 * Deletes the value of a key. With `version`, the last one that is stale, a newer value stays, and for a minute values
 * up to that version are refused. Throws `service_unavailable` when the cache is unavailable: stale values may then
 * still be read.
 */
export const remove = plainAction("cache.delete", params.delete, async ({ key, version }) => {
  try {
    return { deleted: await store.delete(key, version ?? null) };
  } catch {
    throw new UnavailableError("cache");
  }
});
