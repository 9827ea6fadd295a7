import { plainAction } from "../../../mixins/actions/action.ts";
import { params } from "../cache.schema.ts";
import { store } from "../store/index.ts";

/** Gives what is kept under a key, with its version; null when nothing is, or when the cache is away. */
export const get = plainAction("cache.get", params.get, async ({ key }) => {
  const entry = await store.get(key).catch(() => null);
  return entry && { value: JSON.parse(entry.json) as unknown, version: entry.version };
});
