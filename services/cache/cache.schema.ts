import * as t from "../../mixins/actions/params.ts";

const key = t.string(500);
const version = t.integer().min(0);

/** Parameters of the cache's actions. */
export const params = {
  get: t.object({ key }),
  set: t.object({
    key,
    value: t.anything(),
    version,
    ttl_s: t.integer().min(1).max(86_400),
    read_at: t.nullable(t.integer()),
  }),
  delete: t.object({ key, version: t.optional(version) }),
};
