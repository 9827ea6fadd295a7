/** What samples need to know of the store that they are made for. */
export interface SampleStore {
  store_id: number;
  tenant_id: string;
  country: string;
  currency: string;
}

/** The demo's two stores, as the stores service makes them. */
export const demoStores: readonly SampleStore[] = [
  { store_id: 22, tenant_id: "ten_demo", country: "BD", currency: "BDT" },
  { store_id: 23, tenant_id: "ten_other", country: "US", currency: "USD" },
];

export const dayMs = 24 * 3600 * 1000;

/** The time that the demo is told from: the beginning of today, so that services that start together agree. */
export const demoToday = (): number => Math.floor(Date.now() / dayMs) * dayMs;
