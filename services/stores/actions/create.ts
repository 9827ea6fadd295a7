import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import { currencyDecimals } from "../../../mixins/values/currency.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { ActionParams, Store } from "../../contracts.ts";
import { placeOf } from "../placing.ts";
import { params } from "../stores.schema.ts";
import { insertStore, type NewStore } from "../stores.store.ts";

type Request = ActionParams<"stores.create">;

/** Creates a store, on the shard that is named or has the fewest. Throws `domain_exists`, `shard_not_found`. */
export const create = action(
  "stores.create",
  params.create,
  async (request, context) => createOn(await placeOf(request, context), request, context),
  atHome,
);

const createOn = (db: Database, request: Request, context: ActionContext) =>
  idempotent(
    { ...context, db },
    request,
    async ({ tx, publish }) => {
      const store = await insertStore(db, tx, newStore(request));
      const { store_id, tenant_id, domain_id } = store;
      publish({
        name: "store.created",
        store_id,
        tenant_id,
        aggregate: { type: "store", id: domain_id, version: 1 },
        data: {
          before: null,
          after: pick(store, ["name", "currency", "country", "language", "timezone"]),
          ...pick(store, ["currency", "currency_decimals"]),
        },
      });
      return store;
    },
    (store: Store) => store.domain_id,
  );

function newStore(request: Request): NewStore {
  const now = Date.now();
  return {
    domain_id: request.domain_id ?? newId("dom"),
    ...pick(request, ["tenant_id", "name", "currency", "country"]),
    currency_decimals: currencyDecimals(request.currency),
    language: request.language ?? "en",
    timezone: request.timezone ?? "UTC",
    settings: {},
    created_at: now,
    updated_at: now,
  };
}
