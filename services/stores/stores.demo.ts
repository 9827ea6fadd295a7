import type { Database } from "../../mixins/db/database.ts";
import { currencyDecimals } from "../../mixins/values/currency.ts";
import type { Store } from "../contracts.ts";
import { insertStoreOnce } from "./stores.store.ts";

/** Inserts the demo's two stores, of two tenants, to show that tenants are isolated from each other. */
export async function demoStores(db: Database): Promise<void> {
  await insertStoreOnce(db, demoStore(22, "demo", "Demo Store", "BDT", "BD", "Asia/Dhaka"));
  await insertStoreOnce(db, demoStore(23, "other", "Other Store", "USD", "US", "America/New_York"));
}

function demoStore(
  store_id: number,
  word: string,
  name: string,
  currency: string,
  country: string,
  timezone: string,
): Store {
  const now = Date.now();
  return {
    store_id,
    domain_id: `dom_${word}`,
    tenant_id: `ten_${word}`,
    name,
    currency,
    currency_decimals: currencyDecimals(currency),
    country,
    language: "en",
    timezone,
    settings: {},
    created_at: now,
    updated_at: now,
  };
}
