import type { Redis } from "ioredis";
import { redis } from "../../../config/redis.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { type Entry, type Store, tombstoneMs } from "./store.ts";

// One hash per key: `json` and its version `v`, or only `stale`, the tombstone of a deleted version.
const setScript = `
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

interface Scripted extends Redis {
  cacheSet(key: string, json: string, version: number, ttlMs: number): Promise<number>;
  cacheDelete(key: string, stale: number | "", tombstoneMs: number): Promise<number>;
}

/** Stores values in Redis, shared by all processes. Throws when Redis does not answer. */
export class RedisStore implements Store {
  async get(key: string): Promise<Entry | null> {
    const [json, version] = await client().hmget(keyOf(key), "json", "v");
    return json && version ? { json, version: Number(version) } : null;
  }

  async set(key: string, { json, version }: Entry, ttlMs: number): Promise<boolean> {
    return (await client().cacheSet(keyOf(key), json, version, ttlMs)) === 1;
  }

  async delete(key: string, stale: number | null): Promise<boolean> {
    return (await client().cacheDelete(keyOf(key), stale ?? "", tombstoneMs)) === 1;
  }
}

const keyOf = (key: string) => `cache:${key}`;

function client(): Scripted {
  const connection = redis();
  if (!connection) throw new UnavailableError("cache");
  if (!("cacheSet" in connection)) {
    connection.defineCommand("cacheSet", { numberOfKeys: 1, lua: setScript });
    connection.defineCommand("cacheDelete", { numberOfKeys: 1, lua: deleteScript });
  }
  return connection as Scripted;
}
