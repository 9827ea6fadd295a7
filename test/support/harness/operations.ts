import "./data.ts";
import type { SurfaceTable } from "../../../services/api/endpoint.ts";
import type { Ids } from "./filled.ts";
import type { Credential, Operation } from "./index.ts";
import { operatorOf, type Shop, shopperOf, staffOf } from "./shop.ts";

type SurfaceName = SurfaceTable["name"];

/** The surface that an operation is of. */
export const surfaceOf = ({ surface }: Pick<Operation, "surface">): SurfaceName => surface.name;

/** True for what anyone may call. */
export const isOpen = ({ described }: Operation): boolean => described.security.length === 0;

/** Whoever may call a surface in a shop: its merchant, its app, its admin, or the customer that was filled into it. */
const callers: Record<SurfaceName, (shop: Shop, ids: Ids) => Credential> = {
  merchant: ({ merchant }) => merchant,
  apps: ({ app }) => app,
  ops: () => operatorOf(),
  commerce: ({ store }) => staffOf(store, ["tenant_admin"]),
  storefront: ({ store }, { id }) => shopperOf(store, String(id)),
};

/** Whoever may call an operation in a shop; nobody in particular where anyone may. */
export function callerOf(operation: Operation, shop: Shop, ids: Ids): Credential {
  const surface = surfaceOf(operation);
  if (!isOpen(operation)) return callers[surface](shop, ids);
  return surface === "storefront" ? { "X-Store-Id": String(shop.store.store_id) } : {};
}

// The apps surface knows a customer by an integer, the storefront by the public id.
const namedBy: Partial<Record<SurfaceName, (shop: Shop, ids: Ids) => Ids>> = {
  storefront: (_shop, { id }) => ({ user_id: String(id) }),
  ops: ({ store }) => ({ store_id: String(store.store_id) }),
};

/** The path of an operation about the records that were filled into a shop. */
export function pathOf(operation: Operation, shop: Shop, ids: Ids): string {
  const common: Ids = { ...ids, domain_id: shop.store.domain_id, customer_id: String(ids.id) };
  const named: Ids = { ...common, ...namedBy[surfaceOf(operation)]?.(shop, ids) };
  return operation.template.replace(/\{(\w+)\}/g, (_, name) => named[name] ?? "unknown");
}
