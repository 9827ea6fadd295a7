import { Redis } from "ioredis";
import { pino } from "pino";
import { waitAtMost } from "../mixins/jobs/deadline.ts";
import { env } from "./env.ts";

const logger = pino({ level: env.LOG_LEVEL, base: null });

let connection: Redis | undefined;

/**
 * This process's own connection to Redis, opened when it is first asked for; undefined without `REDIS_URL`. It
 * reconnects for ever, and a command fails at once, or after half a second, when Redis does not answer: what is in
 * Redis can be done without.
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

/** Closes the connection, after the commands that are under way. */
export async function closeRedis(): Promise<void> {
  const open = connection;
  connection = undefined;
  // Redis may be away; then there is nothing left to wait for.
  await open?.quit().catch(() => open.disconnect());
}

function open(url: string): Redis {
  const client = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: 500,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  let away = false;
  client.on("error", (error: Error) => {
    if (!away) logger.warn({ error: String(error.message || error) }, "Redis does not answer");
    away = true;
  });
  client.on("ready", () => {
    if (away) logger.info("Redis answers again");
    away = false;
  });
  return client;
}
