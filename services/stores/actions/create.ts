import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { currencyDecimals } from "../../../mixins/values/currency.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { ActionParams, Store } from "../../contracts.ts";
import { params } from "../stores.schema.ts";
import { insertStore, type NewStore } from "../stores.store.ts";

/** Creates a store. Throws `domain_exists`. */
export const create = action("stores.create", params.create, (request, context) =>
  idempotent(
    context,
    request,
    async ({ tx, publish }) => {
      const store = await insertStore(context.db, tx, newStore(request));
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
  ),
);

function newStore(request: ActionParams<"stores.create">): NewStore {
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
