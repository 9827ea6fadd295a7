import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the stores service. */
export const storeErrors = {
  store_not_found: [404, "Store not found."],
  domain_not_found: [404, "Domain not found."],
  shard_not_found: [422, "There is no such shard: SHARDS names the databases."],
  domain_exists: [409, "Another store has this domain_id."],
} as const;

export const fail = errorsOf(storeErrors);
