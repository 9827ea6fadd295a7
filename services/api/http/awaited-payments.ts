import { redis } from "../../../config/redis.ts";
import { lruCache } from "../../../mixins/values/lru.ts";

/** An order whose payment has no outcome yet. */
export interface AwaitedOrder {
  store_id: number;
  order_id: string;
}

const nameOf = ({ store_id, order_id }: AwaitedOrder) => `awaited:${store_id}:${order_id}`;

const here = lruCache<string>(50_000);

/** Keeps what is to be known when a payment is decided, for some milliseconds; with Redis all gateways share it. */
export async function keepAwaited(order: AwaitedOrder, known: object, ms: number): Promise<void> {
  const text = JSON.stringify(known);
  try {
    const client = redis();
    if (client) await client.set(nameOf(order), text, "PX", ms);
    else here.set(nameOf(order), text, { ttl: ms });
  } catch {
    here.set(nameOf(order), text, { ttl: ms });
  }
}

/** Takes what was kept, once; undefined where nothing is. */
export async function takeAwaited<T>(order: AwaitedOrder): Promise<T | undefined> {
  const own = here.get(nameOf(order));
  here.delete(nameOf(order));
  const shared = own ?? (await redis()?.eval(taking, 1, nameOf(order)));
  return typeof shared === "string" ? (JSON.parse(shared) as T) : undefined;
}

const taking = `
local kept = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return kept`;
