import { LRUCache } from "lru-cache";
import { env } from "../../../config/env.ts";
import { redis } from "../../../config/redis.ts";
import { refuse } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Principal } from "./principal.ts";

/** The leaky bucket: its capacity in requests, and how many drain per second. */
const bucket = { size: 600, perSecond: 60 };

/**
 * Stage: counts a request against its credential and store, and sets the `RateLimit-*` headers. Throws `rate_limited`.
 */
export async function limit({ endpoint, isAnonymous, principal, request, response }: Exchange): Promise<void> {
  if (isAnonymous && !endpoint.storeByHeader) return;
  const quota = await takeFrom(principal, request.$params.params.domain_id ?? String(principal.store_id));
  if (!quota) return;
  response.setHeader("RateLimit-Limit", quota.limit);
  response.setHeader("RateLimit-Remaining", quota.remaining);
  response.setHeader("RateLimit-Reset", quota.reset);
  if (quota.retryAfter === undefined) return;
  response.setHeader("Retry-After", quota.retryAfter);
  refuse(429, "rate_limited", `Too many requests. Try again in ${quota.retryAfter} s.`);
}

/** The state of a caller's limit. `retryAfter`, in seconds, is set when the request is refused. */
interface Quota {
  limit: number;
  remaining: number;
  /** Seconds until the bucket is empty. */
  reset: number;
  retryAfter?: number;
}

// With Redis all gateways share the buckets.
async function takeFrom(principal: Principal, store: string): Promise<Quota | undefined> {
  if (env.RATE_LIMIT === "off") return undefined;
  const key = `rate:${principal.surface}:${principal.subject}:${store}`;
  const client = redis();
  if (!client) return quotaOf(takeHere(key, Date.now()));
  try {
    const [level, taken] = (await client.eval(script, 1, key, bucket.size, bucket.perSecond)) as [string, number];
    return quotaOf({ level: Number(level), taken: taken === 1 });
  } catch {
    // While Redis is unavailable requests are not limited.
    return undefined;
  }
}

interface Level {
  level: number;
  taken: boolean;
}

function quotaOf({ level, taken }: Level): Quota {
  const quota = {
    limit: bucket.size,
    remaining: Math.max(0, Math.floor(bucket.size - level)),
    reset: Math.ceil(level / bucket.perSecond),
  };
  return taken ? quota : { ...quota, retryAfter: Math.max(1, Math.ceil((level + 1 - bucket.size) / bucket.perSecond)) };
}

const here = new LRUCache<string, { level: number; at: number }>({ max: 50_000 });

function takeHere(key: string, now: number): Level {
  const state = here.get(key) ?? { level: 0, at: now };
  const level = Math.max(0, state.level - (Math.max(0, now - state.at) / 1000) * bucket.perSecond);
  const taken = level + 1 <= bucket.size;
  here.set(key, { level: taken ? level + 1 : level, at: now });
  return { level: taken ? level + 1 : level, taken };
}

const script = `
local state = redis.call('HMGET', KEYS[1], 'level', 'at')
local size, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = math.floor(time[1] * 1000 + time[2] / 1000)
local at = math.max(tonumber(state[2] or now), 0)
local level = math.max(0, tonumber(state[1] or 0) - math.max(0, now - at) / 1000 * rate)
local taken = 0
if level + 1 <= size then level = level + 1; taken = 1 end
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', math.max(at, now))
redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000) + 1000)
return { tostring(level), taken }`;
