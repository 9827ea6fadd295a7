import { env } from "../../../config/env.ts";
import { linkOf, type RedisClient, redis } from "../../../config/redis.ts";
import { lruCache } from "../../../mixins/values/lru.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Exchange } from "./exchange.ts";

// Five times as long as what is read from a replica may be old.
const keptMs = 5_000;

const here = lruCache<true>(50_000, keptMs);

/** Notes that a client has written, so that its next lists show it: for all gateways, by Redis. */
export async function noteWrite({ endpoint, principal, store }: Exchange): Promise<void> {
  if (!env.DATABASE_READ_URL || endpoint.method === "GET") return;
  const key = keyOf(principal, store);
  here.set(key, true);
  await redis()
    ?.set(key, "1", "PX", keptMs)
    .catch(() => undefined);
}

/** True for a list or an export of a client that has written nothing in the last five seconds, through any gateway. */
export async function mayBeOld({ endpoint, principal, store }: Exchange): Promise<boolean> {
  if (!env.DATABASE_READ_URL || !isList(endpoint)) return false;
  const key = keyOf(principal, store);
  if (here.has(key)) return false;
  const client = redis();
  if (!client) return true;
  return client.get(key).then(
    (mark) => mark === null && isSettled(client),
    () => false,
  );
}

const keyOf = ({ surface, subject }: Exchange["principal"], { store_id }: Exchange["store"]) =>
  `wrote:${surface}:${subject}:${store_id}`;

const links = new WeakMap<object, number>();

// A Redis that was just connected to may have lost what was noted, by a restart or a failover.
function isSettled(client: RedisClient): boolean {
  const link = linkOf(client);
  const since = links.get(link) ?? performance.now();
  links.set(link, since);
  return performance.now() - since > keptMs;
}

// What has pages, and what is streamed.
function isList({ method, stream, querySchema }: Endpoint): boolean {
  return (
    method === "GET" &&
    (stream !== undefined || Boolean(querySchema?.$_terms.keys?.some(({ key }: { key: string }) => key === "cursor")))
  );
}
