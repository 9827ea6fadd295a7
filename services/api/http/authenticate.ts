import { createHash } from "node:crypto";
import { lruCache } from "../../../mixins/values/lru.ts";
import { isWithin } from "../../../mixins/values/networks.ts";
import { refuse } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Principal } from "./principal.ts";
import { limitFailures } from "./rate-limit.ts";

/** Stage: authenticates the caller. Throws `invalid_token`, `forbidden`, `rate_limited`. */
export async function authenticate(exchange: Exchange): Promise<void> {
  if (!exchange.isAnonymous) exchange.principal = await holderOf(exchange);
  const { networks } = exchange.principal;
  if (networks && !isWithin(exchange.ip, networks))
    refuse(403, "forbidden", "The credential may not be used from this network.");
  exchange.request.$ctx.meta.actor = exchange.principal.actor;
}

const rememberMs = 10_000;

// Verifying a credential costs more than most requests: valid ones are cached for a few seconds, invalid ones never.
const known = lruCache<Principal>(10_000, rememberMs);

// Digests of credentials that were right within the last hour: wrong ones from the same network do not lock them out.
const trusted = lruCache<true>(50_000, 3_600_000);

async function holderOf(exchange: Exchange): Promise<Principal> {
  const { surface, request, call } = exchange;
  const credential = surface.credentials.read(request.headers);
  const key = `${surface.name}\n${credential.join("\n")}`;
  const remembered = known.get(key);
  const isKnown = remembered !== undefined && !hasEnded(remembered);
  const principal = isKnown ? remembered : await verified(exchange, key, credential);
  if (!isKnown) known.set(key, principal);
  return surface.credentials.recheck ? surface.credentials.recheck(principal, request.headers, call) : principal;
}

async function verified(exchange: Exchange, key: string, credential: string[]): Promise<Principal> {
  const verify = () => exchange.surface.credentials.verify(credential, exchange.call);
  const digest = createHash("sha256").update(key).digest("base64");
  if (trusted.has(digest)) return verify();
  const principal = await limitFailures(exchange, verify);
  trusted.set(digest, true);
  return principal;
}

const hasEnded = ({ expires_at }: Principal) => expires_at !== null && expires_at * 1000 <= Date.now();
