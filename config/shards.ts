import { env } from "./env.ts";

const storesPerShard = 10_000_000;

/** The numbers of the databases over which stores are spread: the one of `DATABASE_URL` is 0, and alone without `SHARDS`. */
export const shardNumbers: readonly number[] = [0, ...env.SHARDS.map(({ number }) => number).sort((a, b) => a - b)];

/** Whether stores are spread over several databases. */
export const areSpread = shardNumbers.length > 1;

/** The shard of a store. Its id says it: each shard gives out ids of its own ten millions. */
export const shardOf = (store_id: number): number => Math.floor(store_id / storesPerShard);

/** The first id of a shard's stores, and the one behind its last. */
export const storesOf = (shard: number): [first: number, end: number] => [
  shard * storesPerShard,
  (shard + 1) * storesPerShard,
];

/** Whether a store is kept on a shard; always true where there is only one. */
export const isOn = (shard: number, store_id: number): boolean => !areSpread || shardOf(store_id) === shard;

/** The URL of a shard; undefined for files of SQLite. */
export const urlOf = (shard: number): string | undefined =>
  shard === 0 ? env.DATABASE_URL : env.SHARDS.find(({ number }) => number === shard)?.url;
