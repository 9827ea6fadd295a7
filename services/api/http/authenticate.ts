import type { IncomingHttpHeaders } from "node:http";
import { LRUCache } from "lru-cache";
import type { Call } from "../../contracts.ts";
import type { SurfaceTable } from "../endpoint.ts";
import type { Exchange } from "./exchange.ts";
import type { Principal } from "./principal.ts";

/** Stage: finds out who is calling, where a credential is needed. Throws `invalid_token`. */
export async function authenticate(exchange: Exchange): Promise<void> {
  const { surface, request, call, open } = exchange;
  if (!open) exchange.principal = await holderOf(surface, request.headers, call);
  request.$ctx.meta.actor = exchange.principal.actor;
}

const rememberMs = 10_000;

// Checking a credential costs more than most requests; a right one is known again for a few seconds, a wrong one never.
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
