import type { IncomingHttpHeaders } from "node:http";
import { LRUCache } from "lru-cache";
import type { Call } from "../../contracts.ts";
import type { SurfaceTable } from "../endpoint.ts";
import type { Exchange } from "./exchange.ts";
import type { Principal } from "./principal.ts";

/** Stage: authenticates the caller. Throws `invalid_token`. */
export async function authenticate(exchange: Exchange): Promise<void> {
  const { surface, request, call, isAnonymous } = exchange;
  if (!isAnonymous) exchange.principal = await holderOf(surface, request.headers, call);
  request.$ctx.meta.actor = exchange.principal.actor;
}

const rememberMs = 10_000;

// Verifying a credential costs more than most requests: valid ones are cached for a few seconds, invalid ones never.
const known = new LRUCache<string, Principal>({ max: 10_000, ttl: rememberMs });

async function holderOf(
  { name, credentials }: SurfaceTable,
  headers: IncomingHttpHeaders,
  call: Call,
): Promise<Principal> {
  const credential = credentials.read(headers);
  const key = `${name}\n${credential.join("\n")}`;
  const remembered = known.get(key);
  const isKnown = remembered !== undefined && !hasEnded(remembered);
  const principal = isKnown ? remembered : await credentials.verify(credential, call);
  if (!isKnown) known.set(key, principal);
  return credentials.recheck ? credentials.recheck(principal, headers, call) : principal;
}

const hasEnded = ({ expires_at }: Principal) => expires_at !== null && expires_at * 1000 <= Date.now();
