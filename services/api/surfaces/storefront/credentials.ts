import type { Credentials, Endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import type { AccessScope, Principal } from "../../http/principal.ts";
import { jwtCredentials, jwtScheme, personOf } from "../shared/bearer.ts";
import { assertNamedStore, assertSessionOpen } from "../shared/rechecks.ts";

/** Shoppers show their own JWT, which ends with its session (contract §1). */
export const credentials: Credentials = {
  ...jwtCredentials("storefront", personOf),
  async recheck(principal, headers, call) {
    assertNamedStore(principal, headers);
    return assertSessionOpen(principal, call);
  },
};

/** Throws `second_factor_setup_required`. */
export function refuseEnrolling(): never {
  refuse(403, "second_factor_setup_required", "This shop requires a second factor: set one up first.");
}

/** A shopper reaches their own records. Throws `forbidden`, `second_factor_setup_required`. */
export function accessOf(endpoint: Endpoint, principal: Principal, path: Record<string, string>): AccessScope {
  const { owner, whileEnrolling } = endpoint;
  const { subject, must_enrol } = principal;
  if (must_enrol && !whileEnrolling) refuseEnrolling();
  if (owner && path[owner] !== subject) refuse(403, "forbidden", "The token does not open another customer's records.");
  return "own";
}

export const securityScheme = jwtScheme("customerToken", "The customer's own JWT.");
