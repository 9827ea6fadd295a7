import type { Endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import type { AccessScope, Principal } from "../../http/principal.ts";
import { jwtCredentials, jwtScheme } from "../shared/bearer.ts";

/** Merchants show a JWT that names the domains which it opens (contract §1). */
export const credentials = jwtCredentials("merchant", () => "merchant");

/** A merchant reaches every record of the domains that their token names. Throws `forbidden`. */
export function accessOf(_endpoint: Endpoint, principal: Principal, path: Record<string, string>): AccessScope {
  if (!principal.domain_ids?.includes(path.domain_id ?? ""))
    refuse(403, "forbidden", "The token does not open this domain.");
  return "all";
}

export const securityScheme = jwtScheme("merchantToken", "A JWT whose `domain_ids` name the domains that it opens.");
