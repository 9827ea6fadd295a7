import "./data.ts";
import type { Surface } from "../../../services/contracts.ts";
import type { Ids } from "./filled.ts";
import type { Credential, Operation } from "./index.ts";
import { operatorOf, type Shop, shopperOf, staffOf } from "./shop.ts";

/** The surface that an operation is of. */
export function surfaceOf({ template }: Pick<Operation, "template">): Surface | "apps" {
  if (template.startsWith("/merchant/")) return "merchant";
  if (template.startsWith("/api/apps/")) return "apps";
  if (template.startsWith("/ops/")) return "ops";
  return template.startsWith("/api/v1/customers") ? "commerce" : "storefront";
}

/** True for what anyone may call. */
export const isOpen = ({ described }: Operation): boolean => described.security.length === 0;

/** Whoever may call an operation in a shop: its merchant, its app, its admin, or the customer that was filled into it. */
export function callerOf(operation: Operation, { store, merchant, app }: Shop, ids: Ids): Credential {
  const surface = surfaceOf(operation);
  if (isOpen(operation)) return surface === "storefront" ? { "X-Store-Id": String(store.store_id) } : {};
  if (surface === "merchant") return merchant;
  if (surface === "apps") return app;
  if (surface === "ops") return operatorOf();
  return surface === "commerce" ? staffOf(store, ["tenant_admin"]) : shopperOf(store, String(ids.id));
}

/** The path of an operation about the records that were filled into a shop. */
export function pathOf(operation: Operation, { store }: Shop, ids: Ids): string {
  const named: Ids = { ...ids, domain_id: store.domain_id, customer_id: String(ids.id) };
  // The apps surface knows a customer by an integer, the storefront by the public id.
  if (surfaceOf(operation) === "storefront") named.user_id = String(ids.id);
  if (surfaceOf(operation) === "ops") named.store_id = String(store.store_id);
  return operation.template.replace(/\{(\w+)\}/g, (_, name) => named[name] ?? "unknown");
}
