import type { IncomingHttpHeaders } from "node:http";
import type { Credentials, Endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import type { AccessScope, Principal } from "../../http/principal.ts";
import { jwtCredentials, jwtScheme, personOf } from "../shared/bearer.ts";
import { namesOtherStore, refuseOtherStore } from "../shared/rechecks.ts";
import { accessScopeOf, isPlatform } from "./roles.ts";

/** Staff and customers show a JWT with roles (contract §1). */
export const credentials: Credentials = {
  ...jwtCredentials("commerce", personOf),
  // No session stands behind these tokens: they are issued elsewhere, and so is what their holder had to show.
  recheck: (principal, headers) => (namesOtherStore(principal, headers) ? inNamedStore(principal, headers) : principal),
};

/** The header by which staff go to another store than their token's. */
export const storeHeader = "The integer id of another store, for who may go there: tenant admins and the platform's.";

// A token is for one store. Tenant admins may name other stores of their tenant, platform roles any store.
function inNamedStore(principal: Principal, { "x-store-id": named }: IncomingHttpHeaders): Principal {
  const roles = principal.roles ?? [];
  const everywhere = roles.some(isPlatform);
  if (!everywhere && !roles.includes("tenant_admin")) refuseOtherStore();
  if (typeof named !== "string" || !/^\d{1,9}$/.test(named)) {
    refuse(400, "validation_error", "X-Store-Id must be the integer id of a store.", [
      { path: "X-Store-Id", message: "must be the integer id of a store" },
    ]);
  }
  return { ...principal, store_id: Number(named), tenant_id: everywhere ? undefined : principal.tenant_id };
}

/** A caller has the permissions of all their roles; customers reach only their own records. Throws `forbidden`. */
export function accessOf(
  { permission, owner }: Endpoint,
  principal: Principal,
  path: Record<string, string>,
): AccessScope {
  const accessScope = permission && accessScopeOf(principal.roles ?? [], permission);
  if (!accessScope) refuse(403, "forbidden", "None of the token's roles may do this.");
  if (accessScope === "own" && owner && path[owner] !== principal.subject)
    refuse(403, "forbidden", "The token does not open another customer's records.");
  return accessScope;
}

export const securityScheme = jwtScheme("commerceToken", "A JWT with roles.");
