import type { params } from "../cache/cache.schema.ts";
import type { ActionsOf } from "./common.ts";

/** Actions of the cache. */
export type CacheActions = ActionsOf<
  "cache",
  typeof params,
  {
    get: { entry: { value: unknown; version: number } | null; read_at: number | null };
    set: { stored: boolean };
    delete: { deleted: boolean };
  }
>;
