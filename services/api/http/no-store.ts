import type { Store } from "../../contracts.ts";

/** What stands for the store where none is asked for: an endpoint that anyone may call. */
export const noStore: Store = {
  store_id: 0,
  domain_id: "",
  tenant_id: "",
  name: "",
  currency: "USD",
  currency_decimals: 2,
  country: "US",
  language: "en",
  timezone: "UTC",
  settings: {},
  created_at: 0,
  updated_at: 0,
};
