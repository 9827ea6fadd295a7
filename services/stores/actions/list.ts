import { action } from "../../../mixins/actions/action.ts";
import { params } from "../stores.schema.ts";
import { listStores } from "../stores.store.ts";

/** Lists all stores, or those of one tenant. */
export const list = action("stores.list", params.list, ({ tenant_id }, { db }) => listStores(db, tenant_id));
