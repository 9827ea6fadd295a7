import { plainAction } from "../../../mixins/actions/action.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { params } from "../cache.schema.ts";
import { store } from "../store/index.ts";

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
