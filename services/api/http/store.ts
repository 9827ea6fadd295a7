import type { IncomingHttpHeaders } from "node:http";
import { isError } from "../../../mixins/actions/errors.ts";
import { lruCache } from "../../../mixins/values/lru.ts";
import type { Call, Store } from "../../contracts.ts";
import { refuse, refuseFields } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Principal } from "./principal.ts";

/**
 * Stage: where callers name a store by `X-Store-Id`, checks that it is their tenant's: permission comes before the form.
 * Throws `forbidden`.
 */
export async function checkNamedStore({ surface, isAnonymous, principal, call }: Exchange): Promise<void> {
  if (!isAnonymous && surface.storeHeader !== undefined && principal.tenant_id !== undefined)
    await storeOf(principal, {}, call);
}

/** Stage: finds the store of the request. Throws `domain_not_found`, `store_not_found`, `forbidden`. */
export async function findStore(exchange: Exchange): Promise<void> {
  const { surface, endpoint, isAnonymous, request, principal, call } = exchange;
  if (surface.withoutStore) return;
  if (!isAnonymous) exchange.store = await storeOf(principal, request.$params.params, call);
  else if (endpoint.storeByHeader) exchange.store = await storeNamed(request.headers, call);
}

// Stores change rarely; changed settings apply here after at most 10 s.
const stores = lruCache<Store>(10_000, 10_000);

async function storeOf(principal: Principal, path: Record<string, string>, call: Call): Promise<Store> {
  const isDomain = path.domain_id !== undefined;
  const name = isDomain ? { domain_id: path.domain_id } : { store_id: principal.store_id };
  const notOpened = `The token does not open this ${isDomain ? "domain" : "store"}.`;
  const store = await fetchStore(name, call).catch((error) => asNotFound(error, principal, notOpened));
  // A token opens stores of its own tenant only.
  if (principal.tenant_id !== undefined && store.tenant_id !== principal.tenant_id) refuse(403, "forbidden", notOpened);
  return store;
}

// The store of a request without a credential.
const storeNamed = (headers: IncomingHttpHeaders, call: Call): Promise<Store> =>
  fetchStore(storeNameOf(headers), call).catch(asNoStore);

/** The store id or domain id in `X-Store-Id`. Throws `validation_error`. */
export function storeNameOf({
  "x-store-id": named,
}: IncomingHttpHeaders): { store_id: number } | { domain_id: string } {
  if (/^\d{1,9}$/.test(String(named))) return { store_id: Number(named) };
  if (/^dom_[A-Za-z0-9_-]{1,36}$/.test(String(named))) return { domain_id: String(named) };
  return refuseFields([{ path: "X-Store-Id", message: '"X-Store-Id" must name the store: its integer id or `dom_…`' }]);
}

async function fetchStore(name: { store_id?: number; domain_id?: string }, call: Call): Promise<Store> {
  const key = JSON.stringify(name);
  const known = stores.get(key);
  const store = known ?? (await call("stores.get", name));
  if (!known) stores.set(key, store);
  return store;
}

function asNoStore(error: unknown): never {
  if (isError(error, "domain_not_found")) refuse(404, "store_not_found", "Store not found.");
  throw error;
}

function asNotFound(error: unknown, { tenant_id }: Principal, notOpened: string): never {
  // A caller that is limited to a tenant must not find out which other stores exist.
  if (tenant_id !== undefined && isError(error, "store_not_found")) refuse(403, "forbidden", notOpened);
  if (isError(error, "validation_error")) refuse(404, "domain_not_found", "Domain not found.");
  throw error;
}
