import type { IncomingHttpHeaders } from "node:http";
import { isError } from "../../../../mixins/actions/errors.ts";
import type { Actor, Call, Surface, TokenClaims } from "../../../contracts.ts";
import type { Credentials, SecurityScheme } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { assertStanding } from "./rechecks.ts";

/** Authentication by JWT; `actorOf` returns the actor type for the event log. */
export const jwtCredentials = (surface: Surface, actorOf: (claims: TokenClaims) => Actor["type"]): Credentials => ({
  read(headers) {
    const token = bearerOf(headers);
    if (token === undefined) refuse(401, "invalid_token", "An Authorization header with a Bearer token is needed.");
    return [token];
  },
  async verify([token = ""], call) {
    const claims = await claimsOf(surface, token, call);
    const { sub, tenant_id, domain_ids, store_id, roles, sid, exp, auth_time, iat } = claims;
    const who = { surface, subject: sub, actor: { type: actorOf(claims), id: sub }, session_id: sid, expires_at: exp };
    const signed_in_at = Math.floor((auth_time ?? iat ?? 0) * 1_000);
    const principal = { ...who, tenant_id, domain_ids, store_id, roles, signed_in_at };
    await assertStanding(principal, call);
    return principal;
  },
});

/** Staff or a customer, by the roles of a token. Who has none that is known here is no customer. */
export const personOf = ({ roles = ["customer"] }: TokenClaims): Actor["type"] =>
  roles.length > 0 && roles.every((role) => role === "customer") ? "customer" : "staff";

/** The Bearer token of a request; undefined without an Authorization header. Throws `invalid_token`. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  if (authorization === undefined) return undefined;
  const token = /^Bearer +([A-Za-z0-9._~+/=-]{1,4096}) *$/i.exec(authorization)?.[1];
  return token ?? refuse(401, "invalid_token", "The Authorization header must be 'Bearer <token>'.");
}

/** The claims of a token. Throws `invalid_token`. */
export function claimsOf(surface: Surface, token: string, call: Call): Promise<TokenClaims> {
  return call("auth.verifyJwt", { token, surface }).catch((error) => {
    if (isError(error, "validation_error")) refuse(401, "invalid_token", "The token is not a JWT.");
    throw error;
  });
}

/** The security scheme of a surface with JWTs. */
export const jwtScheme = (name: string, description: string): SecurityScheme => ({
  schemes: { [name]: { type: "http", scheme: "bearer", bearerFormat: "JWT", description } },
  requirements: () => [{ [name]: [] }],
});
