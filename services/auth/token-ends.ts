import type { Database } from "../../mixins/db/database.ts";
import type { TokenClaims } from "../contracts.ts";
import { invalidToken } from "./auth.errors.ts";
import { endOfTokens } from "./store/token-ends.ts";

/**
 * Checks that the tokens of a user of a tenant, or of an operator, were not revoked since this one was issued. Throws
 * `invalid_token`. Shoppers' tokens name no tenant: they end with their sign-ins.
 */
export async function assertNotRevoked(db: Database, claims: TokenClaims): Promise<void> {
  const { sub: subject, iat = 0, ops_roles } = claims;
  const tenant_id = ops_roles ? "" : claims.tenant_id;
  if (tenant_id === undefined) return;
  if (iat * 1_000 < (await endOfTokens(db, { tenant_id, subject })))
    throw invalidToken("The tokens of this user were revoked since this one was issued. Sign in again.");
}
