import type { IncomingHttpHeaders } from "node:http";
import { LRUCache } from "lru-cache";
import { isError } from "../../../mixins/actions/errors.ts";
import type { Call, Store } from "../../contracts.ts";
import { refuse, refuseFields } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Principal } from "./principal.ts";

/**
 * Stage: where callers name a store of their tenant by `X-Store-Id`, checks that it is the tenant's, before the form, as
 * all that is forbidden. Throws `forbidden`.
 */
export async function checkNamedStore({ surface, open, principal, call }: Exchange): Promise<void> {
  if (!open && surface.storeHeader !== undefined && principal.tenant_id !== undefined)
    await storeOf(principal, {}, call);
}

/** Stage: finds the store that the request is about. Throws `domain_not_found`, `store_not_found`, `forbidden`. */
export async function findStore(exchange: Exchange): Promise<void> {
  const { open, request, principal, call } = exchange;
  if (open === "store") exchange.store = await storeNamed(request.headers, call);
  else if (!open) exchange.store = await storeOf(principal, request.$params.params, call);
}

// Stores change rarely; a change of their settings is seen here within these seconds.
const stores = new LRUCache<string, Store>({ max: 10_000, ttl: 10_000 });

async function storeOf(principal: Principal, path: Record<string, string>, call: Call): Promise<Store> {
  const isDomain = path.domain_id !== undefined;
  const name = isDomain ? { domain_id: path.domain_id } : { store_id: principal.store_id };
  const notOpened = `The token does not open this ${isDomain ? "domain" : "store"}.`;
  const store = await fetchStore(name, call).catch((error) => asNotFound(error, principal, notOpened));
  // Its token names domains of its tenant alone; one that another tenant's shop has is not its to reach.
  if (principal.tenant_id !== undefined && store.tenant_id !== principal.tenant_id) refuse(403, "forbidden", notOpened);
  return store;
}

// The store that a request without a credential is about.
const storeNamed = (headers: IncomingHttpHeaders, call: Call): Promise<Store> =>
  fetchStore(storeNameOf(headers), call).catch(asNoStore);

/** What `X-Store-Id` names a store by. Throws `validation_error`. */
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
  // Which stores there are is nobody's to find out who may not go everywhere.
  if (tenant_id !== undefined && isError(error, "store_not_found")) refuse(403, "forbidden", notOpened);
  if (isError(error, "validation_error")) refuse(404, "domain_not_found", "Domain not found.");
  throw error;
}
