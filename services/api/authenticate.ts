import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { isError } from "../../mixins/errors.ts";
import type { Actor, AppGrant, Call, TokenClaims } from "../contracts.ts";
import type { SurfaceTable } from "./endpoint.ts";
import { refuse } from "./errors.ts";

/** Who is calling, and what they may reach. */
export interface Principal {
  surface: SurfaceTable["name"];
  /** The user of the token, or the app. */
  subject: string;
  actor: Actor;
  tenant_id?: string;
  /** Merchant: the domains that the token opens. */
  domain_ids?: string[];
  /** Apps: the one store that the credential is for. */
  store_id?: number;
  scopes?: string[];
  /** Epoch seconds; null for what does not end by itself. */
  expires_at: number | null;
}

const rememberMs = 10_000;

// Checking a credential costs more than most requests; a right one is known again for a few seconds, a wrong one never.
const known = new LRUCache<string, Principal>({ max: 10_000, ttl: rememberMs });

/** Finds out who is calling. Throws `invalid_token`. */
export async function authenticate(
  surface: SurfaceTable["name"],
  request: IncomingMessage,
  call: Call,
): Promise<Principal> {
  const credential = credentialOf(surface, request);
  const key = `${surface}\n${credential.join("\n")}`;
  const remembered = known.get(key);
  if (remembered && !hasEnded(remembered)) return ofStoreNamed(remembered, request);
  const principal = surface === "apps" ? await app(credential, call) : await user(surface, credential, call);
  known.set(key, principal);
  return ofStoreNamed(principal, request);
}

// A token is for one store: a caller that names another beside it believes to be there.
function ofStoreNamed(principal: Principal, { headers }: IncomingMessage): Principal {
  const named = headers["x-store-id"];
  if (principal.surface === "apps" && named !== undefined && named !== String(principal.store_id)) {
    refuse(403, "forbidden", "The credential is not for the store that X-Store-Id names.");
  }
  return principal;
}

/** Who calls what anyone may call. */
export function nobody(surface: SurfaceTable["name"]): Principal {
  return { surface, subject: "anyone", actor: { type: "system", id: "anyone" }, expires_at: null };
}

const hasEnded = ({ expires_at }: Principal) => expires_at !== null && expires_at * 1000 <= Date.now();

type Credential = [kind: "bearer", token: string] | [kind: "client", id: string, secret: string, store: string];

function credentialOf(surface: SurfaceTable["name"], request: IncomingMessage): Credential {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer +([A-Za-z0-9._~+/=-]{1,4096}) *$/i.exec(authorization)?.[1];
    return token
      ? ["bearer", token]
      : refuse(401, "invalid_token", "The Authorization header must be 'Bearer <token>'.");
  }
  if (surface !== "apps") refuse(401, "invalid_token", "An Authorization header with a Bearer token is needed.");
  const [id, secret, store] = ["x-client-id", "x-client-secret", "x-store-id"].map((name) => request.headers[name]);
  if (typeof id !== "string" || typeof secret !== "string") {
    refuse(401, "invalid_token", "A Bearer token is needed, or X-Client-Id with X-Client-Secret and X-Store-Id.");
  }
  if (typeof store !== "string" || !/^\d{1,9}$/.test(store)) {
    refuse(401, "invalid_token", "X-Store-Id must be the integer id of the store that the app calls for.");
  }
  return ["client", id.slice(0, 200), secret.slice(0, 200), store];
}

async function app(credential: Credential, call: Call): Promise<Principal> {
  const grant: AppGrant =
    credential[0] === "bearer"
      ? await call("auth.verifyAccessToken", { access_token: credential[1] })
      : await call("auth.verifyClient", {
          client_id: credential[1],
          client_secret: credential[2],
          store_id: Number(credential[3]),
        });
  const { client_id, store_id, scopes, expires_at } = grant;
  const actor: Actor = { type: "app", id: client_id };
  const ends = expires_at === null ? null : Math.floor(expires_at / 1000);
  return { surface: "apps", subject: client_id, actor, store_id, scopes, expires_at: ends };
}

async function user(surface: "merchant" | "storefront" | "commerce", credential: Credential, call: Call) {
  const claims: TokenClaims = await call("auth.verifyJwt", { token: credential[1], surface }).catch((error) => {
    if (isError(error, "validation_error")) refuse(401, "invalid_token", "The token is not a JWT.");
    throw error;
  });
  const { sub, tenant_id, domain_ids, store_id, exp } = claims;
  const actor: Actor = { type: surface === "merchant" ? "merchant" : "customer", id: sub };
  return { surface, subject: sub, actor, tenant_id, domain_ids, store_id, expires_at: exp } satisfies Principal;
}
