import { action } from "../../../mixins/action.ts";
import { currencyDecimals } from "../../../mixins/currency.ts";
import { change } from "../../../mixins/idempotent.ts";
import { newId } from "../../../mixins/ids.ts";
import type { ActionParams, Store } from "../../contracts.ts";
import { params } from "../stores.schemas.ts";
import { insertStore, type NewStore } from "../stores.store.ts";

/** Creates a store. Throws `domain_exists`. */
export const create = action("stores.create", params.create, (request, handling) =>
  change(
    handling,
    request,
    async ({ tx, announce }) => {
      const store = await insertStore(handling.db, tx, newStore(request));
      const { store_id, tenant_id, domain_id, name, currency, country, language, timezone } = store;
      announce({
        name: "store.created",
        store_id,
        tenant_id,
        aggregate: { type: "store", id: domain_id, version: 1 },
        data: { before: null, after: { name, currency, country, language, timezone } },
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
    tenant_id: request.tenant_id,
    name: request.name,
    currency: request.currency,
    currency_decimals: currencyDecimals(request.currency),
    country: request.country,
    language: request.language ?? "en",
    timezone: request.timezone ?? "UTC",
    settings: {},
    created_at: now,
    updated_at: now,
  };
}
