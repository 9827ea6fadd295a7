import type { IncomingHttpHeaders } from "node:http";
import { operatorRole } from "../../../contracts.ts";
import type { Credentials, Endpoint, SecurityScheme } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import type { AccessScope, Principal } from "../../http/principal.ts";
import { bearerOf, claimsOf } from "../shared/bearer.ts";
import { sessionCookie } from "./session-cookie.ts";

/** Operators show a JWT, or the console's cookie beside a header that no other origin can send unasked. */
export const credentials: Credentials = {
  read(headers) {
    const token = bearerOf(headers) ?? cookieOf(headers);
    if (token === undefined)
      refuse(401, "invalid_token", "Sign in, or send a Bearer token in an Authorization header.");
    return [token];
  },
  async verify([token = ""], call) {
    const { sub, ops_roles, sid, exp } = await claimsOf("ops", token, call);
    const actor = { type: "staff", id: sub } as const;
    return { surface: "ops", subject: sub, actor, scopes: ops_roles, session_id: sid, expires_at: exp };
  },
  async recheck(principal, _headers, call) {
    const { subject, session_id } = principal;
    if (session_id === undefined) return principal;
    const { open } = await call("auth.isOperatorSessionOpen", { subject, session_id });
    if (!open) refuse(401, "invalid_token", "The session has ended. Sign in again.");
    return principal;
  },
};

/** Throws `forbidden` without the role `operator`. */
export function accessOf(_endpoint: Endpoint, { scopes = [] }: Principal): AccessScope {
  if (!scopes.includes(operatorRole)) refuse(403, "forbidden", "The token has not the role operator.");
  return "all";
}

export const securityScheme: SecurityScheme = {
  schemes: {
    opsToken: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A JWT with the role `operator`." },
    opsSession: {
      type: "apiKey",
      in: "cookie",
      name: sessionCookie,
      description: "The session of the console; requests carry `X-Console: 1` beside it.",
    },
  },
  requirements: (): Record<string, string[]>[] => [{ opsToken: [] }, { opsSession: [] }],
};

// A form or a link of another site cannot set the header, and a script there must ask first (CORS) and is refused.
function cookieOf({ cookie = "", "x-console": fromConsole }: IncomingHttpHeaders): string | undefined {
  if (fromConsole === undefined) return undefined;
  return new RegExp(`(?:^|;\\s*)${sessionCookie}=([A-Za-z0-9._-]{1,4096})(?:;|$)`).exec(cookie)?.[1];
}
