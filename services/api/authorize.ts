import type { IncomingHttpHeaders } from "node:http";
import { LRUCache } from "lru-cache";
import { isError } from "../../mixins/actions/errors.ts";
import type { Call, Store } from "../contracts.ts";
import type { Principal } from "./authenticate.ts";
import type { Endpoint } from "./endpoint.ts";
import { refuse, refuseFields } from "./errors.ts";
import { type AccessScope, accessScopeOf } from "./roles.ts";

/**
 * Checks that the caller may call this endpoint, and for whose records. Throws `forbidden` or `insufficient_scope`.
 */
export function assertAllowed(endpoint: Endpoint, principal: Principal, path: Record<string, string>): AccessScope {
  if (principal.surface === "merchant" && !principal.domain_ids?.includes(path.domain_id ?? "")) {
    refuse(403, "forbidden", "The token does not open this domain.");
  }
  if (endpoint.scope && !principal.scopes?.includes(endpoint.scope)) {
    refuse(403, "insufficient_scope", `The app does not have the scope ${endpoint.scope}.`);
  }
  const accessScope = reachHere(endpoint, principal);
  if (!accessScope) refuse(403, "forbidden", "None of the token's roles may do this.");
  if (accessScope === "own" && endpoint.owner && path[endpoint.owner] !== principal.subject) {
    refuse(403, "forbidden", "The token does not open another customer's records.");
  }
  return accessScope;
}

function reachHere({ permission }: Endpoint, { surface, roles = [] }: Principal): AccessScope | undefined {
  if (surface === "commerce") return permission && accessScopeOf(roles, permission);
  return surface === "storefront" ? "own" : "all";
}

// Stores change rarely; a change of their settings is seen here within these seconds.
const stores = new LRUCache<string, Store>({ max: 10_000, ttl: 10_000 });

/** The store that the request is about. Throws `domain_not_found` when a permitted domain does not exist. */
export async function storeOf(principal: Principal, path: Record<string, string>, call: Call): Promise<Store> {
  const name = path.domain_id === undefined ? { store_id: principal.store_id } : { domain_id: path.domain_id };
  const key = JSON.stringify(name);
  const known = stores.get(key);
  const store = known ?? (await call("stores.get", name).catch((error) => asNotFound(error, principal)));
  if (!known) stores.set(key, store);
  // Its token names domains of its tenant alone; one that another tenant's shop has is not its to reach.
  if (principal.tenant_id !== undefined && store.tenant_id !== principal.tenant_id) {
    refuse(403, "forbidden", notOpened(principal));
  }
  return store;
}

/** Checks that a store which staff of one tenant name is that tenant's: before the form, as all that is forbidden. */
export async function assertStoreOpened(principal: Principal, call: Call): Promise<void> {
  if (principal.surface === "commerce" && principal.tenant_id !== undefined) await storeOf(principal, {}, call);
}

const notOpened = ({ surface }: Principal) =>
  surface === "merchant" ? "The token does not open this domain." : "The token does not open this store.";

/** The store that a request without a credential is about. Throws `validation_error`, `store_not_found`. */
export async function storeNamed({ "x-store-id": named }: IncomingHttpHeaders, call: Call): Promise<Store> {
  const store_id = /^\d{1,9}$/.test(String(named)) ? Number(named) : undefined;
  const domain_id = /^dom_[A-Za-z0-9_-]{1,36}$/.test(String(named)) ? String(named) : undefined;
  if (store_id === undefined && domain_id === undefined)
    refuseFields([{ path: "X-Store-Id", message: '"X-Store-Id" must name the store: its integer id or `dom_…`' }]);
  const name = domain_id === undefined ? { store_id } : { domain_id };
  const key = JSON.stringify(name);
  const store = stores.get(key) ?? (await call("stores.get", name).catch(asNoStore));
  stores.set(key, store);
  return store;
}

function asNoStore(error: unknown): never {
  if (isError(error, "domain_not_found")) refuse(404, "store_not_found", "Store not found.");
  throw error;
}

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

function asNotFound(error: unknown, principal: Principal): never {
  // Which stores there are is nobody's to find out who may not go everywhere.
  if (principal.tenant_id !== undefined && isError(error, "store_not_found"))
    refuse(403, "forbidden", notOpened(principal));
  if (isError(error, "validation_error")) refuse(404, "domain_not_found", "Domain not found.");
  throw error;
}
