import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { isError } from "../../mixins/actions/errors.ts";
import type { Actor, AppGrant, Call, Role, Surface, TokenClaims } from "../contracts.ts";
import { refuse } from "./errors.ts";
import { isPlatform } from "./roles.ts";

/** Who is calling, and what they may reach. */
export interface Principal {
  surface: Surface | "apps";
  /** The user of the token, or the app. */
  subject: string;
  actor: Actor;
  tenant_id?: string;
  /** Merchant: the domains that the token opens. */
  domain_ids?: string[];
  /** The one store that the credential is for, or that its holder named and may reach. */
  store_id?: number;
  scopes?: string[];
  /** Commerce: what the caller is there. */
  roles?: Role[];
  /** Storefront: the session that the token belongs to. */
  session_id?: string;
  /** Epoch seconds; null for what does not end by itself. */
  expires_at: number | null;
}

const rememberMs = 10_000;

// Checking a credential costs more than most requests; a right one is known again for a few seconds, a wrong one never.
const known = new LRUCache<string, Principal>({ max: 10_000, ttl: rememberMs });

/** Finds out who is calling. Throws `invalid_token`. */
export async function authenticate(
  surface: Surface | "apps",
  request: IncomingMessage,
  call: Call,
): Promise<Principal> {
  const credential = credentialOf(surface, request);
  const key = `${surface}\n${credential.join("\n")}`;
  const remembered = known.get(key);
  const isKnown = remembered !== undefined && !hasEnded(remembered);
  const principal = isKnown ? remembered : await holderOf(surface, credential, call);
  if (!isKnown) known.set(key, principal);
  await assertSessionOpen(principal, call);
  return ofStoreNamed(principal, request);
}

// A session that was ended ends its access tokens with it, so this is asked each time.
async function assertSessionOpen({ subject, store_id, session_id }: Principal, call: Call): Promise<void> {
  if (session_id === undefined || store_id === undefined) return;
  const { open } = await call("auth.isSessionOpen", { store_id, customer_id: subject, session_id });
  if (!open) refuse(401, "invalid_token", "The session has ended. Sign in again.");
}

// A token is for one store: a caller that names another beside it believes to be there. Staff who may go to others are.
function ofStoreNamed(principal: Principal, { headers }: IncomingMessage): Principal {
  const named = headers["x-store-id"];
  if (principal.surface === "merchant" || named === undefined || named === String(principal.store_id)) return principal;
  const roles = principal.roles ?? [];
  const everywhere = roles.some(isPlatform);
  if (!everywhere && !roles.includes("tenant_admin"))
    refuse(403, "forbidden", "The credential is not for the store that X-Store-Id names.");
  if (typeof named !== "string" || !/^\d{1,9}$/.test(named))
    refuse(400, "validation_error", "X-Store-Id must be the integer id of a store.", [
      { path: "X-Store-Id", message: "must be the integer id of a store" },
    ]);
  return { ...principal, store_id: Number(named), tenant_id: everywhere ? undefined : principal.tenant_id };
}

/** Who calls what anyone may call, as far as is known: where from. */
export function nobody(surface: Surface | "apps", ip: string): Principal {
  return { surface, subject: `ip:${ip}`, actor: { type: "system", id: "anyone" }, expires_at: null };
}

const hasEnded = ({ expires_at }: Principal) => expires_at !== null && expires_at * 1000 <= Date.now();

type Credential = [kind: "bearer", token: string] | [kind: "client", id: string, secret: string, store: string];

function credentialOf(surface: Surface | "apps", request: IncomingMessage): Credential {
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

const holderOf = (surface: Surface | "apps", credential: Credential, call: Call): Promise<Principal> =>
  surface === "apps" ? app(credential, call) : user(surface, credential, call);

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

async function user(surface: Surface, credential: Credential, call: Call): Promise<Principal> {
  const claims: TokenClaims = await call("auth.verifyJwt", { token: credential[1], surface }).catch((error) => {
    if (isError(error, "validation_error")) refuse(401, "invalid_token", "The token is not a JWT.");
    throw error;
  });
  const { sub, tenant_id, domain_ids, store_id, roles, sid, exp } = claims;
  const actor: Actor = { type: surface === "merchant" ? "merchant" : personOf(roles), id: sub };
  const who = { surface, subject: sub, actor, roles, session_id: sid, expires_at: exp };
  return { ...who, tenant_id, domain_ids, store_id } satisfies Principal;
}

const personOf = (roles: Role[] | undefined): Actor["type"] =>
  roles?.some((role) => role !== "customer") ? "staff" : "customer";
