import { waitAtMost } from "@seller-orchestra/durable";
import { Redis } from "ioredis";
import { pino } from "pino";
import { env } from "./env.ts";
import { defaultNamespace } from "./env-schema.ts";
import { secured } from "./tls.ts";

const logger = pino({ level: env.LOG_LEVEL, base: null });

let connection: Redis | undefined;

/**
 * This process's connection to Redis, opened at its first use; undefined without `REDIS_URL`. It reconnects for ever,
 * and a command fails at once, or after half a second, when Redis does not answer: callers work without it.
 */
export function redis(): Redis | undefined {
  if (env.REDIS_URL) connection ??= open(env.REDIS_URL);
  return connection;
}

/** Opens the connection; resolves when Redis answers, or after the deadline without it. */
export async function connectRedis(deadlineMs = 2_000): Promise<void> {
  const client = redis();
  if (!client || client.status === "ready") return;
  await waitAtMost(new Promise((resolve) => client.once("ready", resolve)), deadlineMs);
}

/** Closes the connection after the pending commands. */
export async function closeRedis(): Promise<void> {
  const open = connection;
  connection = undefined;
  // When Redis is unavailable, there is nothing to wait for.
  await open?.quit().catch(() => open.disconnect());
}

function open(redisUrl: string): Redis {
  const { url, tls, words } = secured("REDIS_URL", redisUrl, env.TLS_CA_FILE);
  const client = new Redis(url, {
    tls,
    // Before the keys of every command; without a namespace of one's own they are as released.
    keyPrefix: env.NAMESPACE === defaultNamespace ? "" : `${env.NAMESPACE}:`,
    family: Number(words.family ?? 0),
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: 500,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  let unavailable = false;
  client.on("error", (error: Error) => {
    if (!unavailable) logger.warn({ error: String(error.message || error) }, "Redis does not answer");
    unavailable = true;
  });
  client.on("ready", () => {
    if (unavailable) logger.info("Redis answers again");
    unavailable = false;
  });
  return client;
}
