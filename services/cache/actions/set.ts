import { plainAction } from "../../../mixins/actions/action.ts";
import { params } from "../cache.schema.ts";
import { store } from "../store/index.ts";

/** Keeps a value, unless something newer is kept or it is known to be stale. An absent cache stores nothing. */
export const set = plainAction("cache.set", params.set, async ({ key, value, version, ttl_s }) => {
  const stored = await store.set(key, { json: JSON.stringify(value), version }, ttl_s * 1000).catch(() => false);
  return { stored };
});
