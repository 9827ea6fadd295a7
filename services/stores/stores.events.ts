import type { Publish } from "../../mixins/messaging/outbox.ts";
import { pick } from "../../mixins/values/pick.ts";
import type { Store } from "../contracts.ts";

/** Publishes the decimals of a store's amounts, with those of before. */
export function publishCurrency(publish: Publish, store: Store, version: number, before: number): void {
  const { store_id, tenant_id, domain_id, currency_decimals } = store;
  publish({
    name: "store.currency_set",
    store_id,
    tenant_id,
    aggregate: { type: "store", id: domain_id, version },
    data: {
      ...pick(store, ["currency", "currency_decimals"]),
      before: { currency_decimals: before },
      after: { currency_decimals },
    },
  });
}
