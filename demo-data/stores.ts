/** The properties of a store that samples depend on. */
export interface SampleStore {
  store_id: number;
  tenant_id: string;
  country: string;
  currency: string;
}

/** A store of the demo. */
export interface DemoStore extends SampleStore {
  domain_id: string;
  name: string;
  timezone: string;
}

/** The demo's two stores, of two tenants, to show that tenants are isolated from each other. */
export const demoStores: readonly DemoStore[] = [
  {
    store_id: 22,
    domain_id: "dom_demo",
    tenant_id: "ten_demo",
    name: "Demo Store",
    currency: "BDT",
    country: "BD",
    timezone: "Asia/Dhaka",
  },
  {
    store_id: 23,
    domain_id: "dom_other",
    tenant_id: "ten_other",
    name: "Other Store",
    currency: "USD",
    country: "US",
    timezone: "America/New_York",
  },
];

export const dayMs = 24 * 3600 * 1000;

/** The time that all demo data is relative to: the start of today (UTC), so that services started together agree. */
export const demoToday = (): number => Math.floor(Date.now() / dayMs) * dayMs;

/** When the demo's stores opened: their products, stock, promotions and locations are that old. */
export const demoOpening = (): number => demoToday() - 365 * dayMs;
