import type { Credentials, Endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import type { AccessScope, Principal } from "../../http/principal.ts";
import { jwtCredentials, jwtScheme, personOf } from "../shared/bearer.ts";
import { assertNamedStore, assertSessionOpen } from "../shared/rechecks.ts";

/** Shoppers show their own JWT, which ends with its session (contract §1). */
export const credentials: Credentials = {
  ...jwtCredentials("storefront", personOf),
  async recheck(principal, headers, call) {
    await assertSessionOpen(principal, call);
    assertNamedStore(principal, headers);
    return principal;
  },
};

/** A shopper reaches their own records. Throws `forbidden`. */
export function accessOf({ owner }: Endpoint, { subject }: Principal, path: Record<string, string>): AccessScope {
  if (owner && path[owner] !== subject) refuse(403, "forbidden", "The token does not open another customer's records.");
  return "own";
}

export const securityScheme = jwtScheme("customerToken", "The customer's own JWT.");
