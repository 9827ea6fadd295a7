import { action } from "../../../mixins/actions/action.ts";
import { found, merged } from "../../../mixins/shards/across.ts";
import { params } from "../stores.schema.ts";
import { fetchStore, listStores } from "../stores.store.ts";

/** Returns a store by `store_id` or `domain_id`. Throws `store_not_found`, `domain_not_found`. */
export const get = action(
  "stores.get",
  params.get,
  (ref, { db }) => fetchStore(db, ref),
  found("domain_not_found", "store_not_found"),
);

/** Lists all stores, or those of one tenant. */
export const list = action(
  "stores.list",
  params.list,
  ({ tenant_id }, { db }) => listStores(db, tenant_id),
  merged((parts) => parts.flat()),
);
