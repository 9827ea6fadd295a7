import { plainAction } from "../../../mixins/actions/action.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { params } from "../cache.schema.ts";
import { store } from "../store/index.ts";

/**
 * Removes what is kept under a key. With the last version that is stale, a newer value stays, and for a minute no value
 * up to that version is taken. Throws `service_unavailable` when the cache is away: what it keeps may then still be read.
 */
export const remove = plainAction("cache.delete", params.delete, async ({ key, version }) => {
  try {
    return { deleted: await store.delete(key, version ?? null) };
  } catch {
    throw new UnavailableError("cache");
  }
});
