import { plainAction } from "../../../mixins/actions/action.ts";
import { params } from "../cache.schema.ts";
import { store } from "../store/index.ts";

/** Returns the value of a key with its version; null when there is none, or when the cache is unavailable. */
export const get = plainAction("cache.get", params.get, async ({ key }) => {
  const entry = await store.get(key).catch(() => null);
  return entry && { value: JSON.parse(entry.json) as unknown, version: entry.version };
});
