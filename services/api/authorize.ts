import { LRUCache } from "lru-cache";
import { isError } from "../../mixins/errors.ts";
import type { Call, Store } from "../contracts.ts";
import type { Principal } from "./authenticate.ts";
import type { Endpoint } from "./endpoint.ts";
import { refuse } from "./errors.ts";

/** Checks that the caller may call this endpoint for this store. Throws `forbidden` or `insufficient_scope`. */
export function assertAllowed(endpoint: Endpoint, principal: Principal, path: Record<string, string>): void {
  if (principal.surface === "merchant" && !principal.domain_ids?.includes(path.domain_id ?? "")) {
    refuse(403, "forbidden", "The token does not open this domain.");
  }
  if (endpoint.scope && !principal.scopes?.includes(endpoint.scope)) {
    refuse(403, "insufficient_scope", `The app does not have the scope ${endpoint.scope}.`);
  }
}

// Stores change rarely; a change of their settings is seen here within these seconds.
const stores = new LRUCache<string, Store>({ max: 10_000, ttl: 10_000 });

/** The store that the request is about. Throws `domain_not_found` when a permitted domain does not exist. */
export async function storeOf(principal: Principal, path: Record<string, string>, call: Call): Promise<Store> {
  const name = path.domain_id === undefined ? { store_id: principal.store_id } : { domain_id: path.domain_id };
  const key = JSON.stringify(name);
  const known = stores.get(key);
  const store = known ?? (await call("stores.get", name).catch(asNotFound));
  if (!known) stores.set(key, store);
  // Its token names domains of its tenant alone; one that another tenant's shop has is not its to reach.
  if (principal.tenant_id !== undefined && store.tenant_id !== principal.tenant_id) {
    refuse(403, "forbidden", "The token does not open this domain.");
  }
  return store;
}

/** What stands for the store where none is asked for: an endpoint that anyone may call. */
export const nowhere: Store = {
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

function asNotFound(error: unknown): never {
  if (isError(error, "validation_error")) refuse(404, "domain_not_found", "Domain not found.");
  throw error;
}
