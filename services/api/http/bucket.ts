import { env } from "../../../config/env.ts";
import { redis } from "../../../config/redis.ts";
import { lruCache } from "../../../mixins/values/lru.ts";

/** A leaky bucket: its capacity in requests, and how many drain per second. */
export interface Bucket {
  size: number;
  perSecond: number;
}

/** The state of a caller's limit. `retryAfter`, in seconds, is set when the request is refused. */
export interface Quota {
  limit: number;
  remaining: number;
  /** Seconds until the bucket is empty. */
  reset: number;
  retryAfter?: number;
}

/**
 * Takes one request from the bucket of a key; with Redis all gateways share it. Undefined where nothing is limited: by
 * `RATE_LIMIT=off`, and while Redis is unavailable.
 */
export async function takeFrom(bucket: Bucket, key: string): Promise<Quota | undefined> {
  if (env.RATE_LIMIT === "off") return undefined;
  const client = redis();
  if (!client) return quotaOf(bucket, takeHere(bucket, key, Date.now()));
  try {
    const [level, taken] = (await client.eval(script, 1, key, bucket.size, bucket.perSecond)) as [string, number];
    return quotaOf(bucket, { level: Number(level), taken: taken === 1 });
  } catch {
    return undefined;
  }
}

/**
 * Adds to a bucket, also beyond its size and up to `most`, and returns its level; with Redis all gateways share it.
 * `RATE_LIMIT` does not lift it, and while Redis is unavailable each gateway counts alone.
 */
export async function fill(bucket: Bucket, key: string, amount: number, most = longest(bucket)): Promise<number> {
  const client = redis();
  if (!client) return fillHere(bucket, key, amount, most);
  try {
    return Number(await client.eval(filling, 1, key, bucket.perSecond, amount, most));
  } catch {
    return fillHere(bucket, key, amount, most);
  }
}

/** For how many seconds a bucket of this level takes nothing; 0 when it does. */
export const waitFor = ({ perSecond }: Bucket, level: number, size: number): number =>
  level + 1 > size + 1e-6 ? Math.max(1, Math.ceil((level + 1 - size) / perSecond)) : 0;

// What drains within a day.
const longest = ({ perSecond }: Bucket) => perSecond * 86_400;

interface Level {
  level: number;
  taken: boolean;
}

function quotaOf(bucket: Bucket, { level, taken }: Level): Quota {
  const quota = {
    limit: bucket.size,
    remaining: Math.max(0, Math.floor(bucket.size - level)),
    reset: Math.ceil(level / bucket.perSecond),
  };
  return taken ? quota : { ...quota, retryAfter: Math.max(1, Math.ceil((level + 1 - bucket.size) / bucket.perSecond)) };
}

const here = lruCache<{ level: number; at: number }>(50_000);

function takeHere(bucket: Bucket, key: string, now: number): Level {
  const state = here.get(key) ?? { level: 0, at: now };
  const level = Math.max(0, state.level - (Math.max(0, now - state.at) / 1000) * bucket.perSecond);
  const taken = level + 1 <= bucket.size;
  here.set(key, { level: taken ? level + 1 : level, at: now });
  return { level: taken ? level + 1 : level, taken };
}

// Apart from the others: nobody evicts these by flooding those.
const filled = lruCache<{ level: number; at: number }>(50_000);

function fillHere({ perSecond }: Bucket, key: string, amount: number, most: number): number {
  const now = Date.now();
  const state = filled.get(key);
  const drained = state ? Math.max(0, state.level - (Math.max(0, now - state.at) / 1_000) * perSecond) : 0;
  const level = Math.min(most, drained + amount);
  if (amount > 0) filled.set(key, { level, at: now });
  return level;
}

const filling = `
local rate, amount, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'level', 'at')
local time = redis.call('TIME')
local now = math.floor(time[1] * 1000 + time[2] / 1000)
local at = math.max(tonumber(state[2] or now), 0)
local level = math.min(most, math.max(0, tonumber(state[1] or 0) - math.max(0, now - at) / 1000 * rate) + amount)
if amount > 0 then
  redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', math.max(at, now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(level / rate * 1000) + 1000)
end
return tostring(level)`;

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
