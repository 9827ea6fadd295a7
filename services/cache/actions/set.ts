import { plainAction } from "../../../mixins/actions/action.ts";
import { params } from "../cache.schema.ts";
import { store } from "../store/index.ts";

/**
 * Stores a value, unless a newer one is stored or its version is known to be stale. Stores nothing when the cache is
 * unavailable.
 */
export const set = plainAction("cache.set", params.set, async ({ key, value, version, ttl_s }) => {
  const stored = await store.set(key, { json: JSON.stringify(value), version }, ttl_s * 1000).catch(() => false);
  return { stored };
});
