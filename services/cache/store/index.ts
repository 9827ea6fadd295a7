import { env } from "../../../config/env.ts";
import { MemoryStore } from "./memory.ts";
import { RedisStore } from "./redis.ts";
import type { Store } from "./store.ts";

/** The store of this process: Redis when `REDIS_URL` is set, else memory. */
export const store: Store = env.REDIS_URL ? new RedisStore() : new MemoryStore();
