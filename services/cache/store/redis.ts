import { linkOf, type RedisClient, redis } from "../../../config/redis.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { type Entry, longestReadMs, type Store, tombstoneMs } from "./store.ts";

const nowScript = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

const getScript = `${nowScript}
  local kept = redis.call('HMGET', KEYS[1], 'json', 'v')
  return { now, kept[1], kept[2] }`;

// One hash per key: `json` and its version `v`, or only `stale`, the tombstone of a deleted version. A value whose
// reading began before the connection (`ARGV[5]`), or longer ago than `ARGV[6]`, may have lost its tombstone.
const setScript = `${nowScript}
  local readAt = tonumber(ARGV[4])
  if readAt < tonumber(ARGV[5]) or math.abs(now - readAt) > tonumber(ARGV[6]) then return 0 end
  local kept = redis.call('HMGET', KEYS[1], 'v', 'stale')
  local version = tonumber(ARGV[2])
  if kept[2] and version <= tonumber(kept[2]) then return 0 end
  if kept[1] and version < tonumber(kept[1]) then return 0 end
  redis.call('HSET', KEYS[1], 'json', ARGV[1], 'v', ARGV[2])
  redis.call('HDEL', KEYS[1], 'stale')
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1`;

const deleteScript = `
  local kept = redis.call('HMGET', KEYS[1], 'v', 'stale')
  if ARGV[1] == '' then
    if not kept[1] then return 0 end
    return redis.call('DEL', KEYS[1])
  end
  local stale = tonumber(ARGV[1])
  if kept[1] and tonumber(kept[1]) > stale then return 0 end
  if kept[2] and tonumber(kept[2]) > stale then return 0 end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'stale', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  if kept[1] then return 1 end
  return 0`;

interface Scripts {
  cacheGet(key: string): Promise<[now: number, json: string | null, version: string | null]>;
  cacheSet(key: string, json: string, version: number, ttlMs: number, ...ages: number[]): Promise<number>;
  cacheDelete(key: string, stale: number | "", tombstoneMs: number): Promise<number>;
}

/** Stores values in Redis, shared by all processes. Throws when Redis does not answer. */
export class RedisStore implements Store {
  // The time of Redis after this connection was made. Before it Redis may have lost its tombstones, by a restart.
  readonly #connectedAt = new WeakMap<object, number>();

  async get(key: string): Promise<{ entry: Entry | null; now: number }> {
    const connection = client();
    const [now, json, version] = await connection.cacheGet(keyOf(key));
    if (!this.#connectedAt.has(linkOf(connection))) this.#connectedAt.set(linkOf(connection), now);
    return { entry: json && version ? { json, version: Number(version) } : null, now };
  }

  async set(key: string, { json, version }: Entry, ttlMs: number, readAt: number): Promise<boolean> {
    const connection = client();
    const since = this.#connectedAt.get(linkOf(connection)) ?? Number.MAX_SAFE_INTEGER;
    const stored = await connection.cacheSet(keyOf(key), json, version, ttlMs, readAt, since, longestReadMs);
    return stored === 1;
  }

  async delete(key: string, stale: number | null): Promise<boolean> {
    return (await client().cacheDelete(keyOf(key), stale ?? "", tombstoneMs)) === 1;
  }
}

const keyOf = (key: string) => `cache:${key}`;

function client(): RedisClient & Scripts {
  const connection = redis();
  if (!connection) throw new UnavailableError("cache");
  if (!("cacheSet" in connection)) {
    connection.defineCommand("cacheGet", { numberOfKeys: 1, lua: getScript });
    connection.defineCommand("cacheSet", { numberOfKeys: 1, lua: setScript });
    connection.defineCommand("cacheDelete", { numberOfKeys: 1, lua: deleteScript });
  }
  return connection as RedisClient & Scripts;
}
