import type { Write } from "./common.ts";

export type StoreSettings = Record<string, unknown>;

/** One tenant's shop. */
export interface Store {
  store_id: number;
  domain_id: string;
  tenant_id: string;
  name: string;
  /** ISO 4217, and how many decimals its amounts have outside. */
  currency: string;
  currency_decimals: number;
  /** ISO 3166 alpha-2: how phone numbers without a country code are read. */
  country: string;
  language: string;
  timezone: string;
  settings: StoreSettings;
  created_at: number;
  updated_at: number;
}

/** Actions of the stores service. */
export interface StoresActions {
  "stores.get": { params: { store_id?: number; domain_id?: string }; result: Store };
  "stores.list": { params: { tenant_id?: string }; result: Store[] };
  "stores.create": {
    params: Write & {
      name: string;
      tenant_id: string;
      domain_id?: string;
      currency: string;
      country: string;
      language?: string;
      timezone?: string;
    };
    result: Store;
  };
}
