import { demoStores as samples } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { currencyDecimals } from "../../mixins/values/currency.ts";
import { insertStoreOnce } from "./stores.store.ts";

/** Inserts the demo's stores. */
export async function demoStores(db: Database): Promise<void> {
  const now = Date.now();
  const common = { language: "en", settings: {}, created_at: now, updated_at: now };
  for (const store of samples)
    await insertStoreOnce(db, { ...store, ...common, currency_decimals: currencyDecimals(store.currency) });
}
