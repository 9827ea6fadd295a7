import type { Store } from "../../contracts.ts";

/** Placeholder for the store at endpoints without one. */
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
