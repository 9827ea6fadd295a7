import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { Place, Recipe } from "./recipe.ts";

/** Redis as a cache: nothing on disk, and keys with an expiry are evicted for new ones. */
export const redis: Recipe = {
  name: "redis",
  variable: "REDIS_URL",
  binaries: ["redis-server"],
  debianPackage: "redis-server",
  url: ({ port, password }) => `redis://:${password}@127.0.0.1:${port}`,
  prepare: (place) => writeFile(join(place.folder, "redis.conf"), configuration(place), { mode: 0o600 }),
  args: ({ folder }) => [join(folder, "redis.conf")],
  container: {
    image: "redis:7-alpine",
    port: 6379,
    options: () => [],
    command: ({ password }) => [
      "redis-server",
      "--requirepass",
      password,
      "--save",
      "",
      ...memory.flatMap(([k, v]) => [`--${k}`, v]),
    ],
  },
  async ping(url) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1_000 });
    // A refused connection also emits an event; the rejection of connect() reports the same.
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  },
};

/** Valkey in the place of Redis, of which it is a fork: the same configuration and protocol. */
export const valkey: Recipe = {
  ...redis,
  binaries: ["valkey-server"],
  debianPackage: "valkey-server",
  container: {
    ...redis.container,
    image: "valkey/valkey:8-alpine",
    command: (place) => ["valkey-server", ...redis.container.command(place).slice(1)],
  },
};

const memory: [string, string][] = [
  ["maxmemory", "256mb"],
  ["maxmemory-policy", "volatile-lru"],
];

/** The configuration file of a server with a password. */
export const configuration = ({ folder, port, password }: Place) => `bind 127.0.0.1
port ${port}
requirepass ${password}
dir ${folder}
save ""
appendonly no
${memory.map((pair) => pair.join(" ")).join("\n")}
`;
