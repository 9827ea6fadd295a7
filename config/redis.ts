import { waitAtMost } from "@seller-orchestra/durable";
import { Cluster, type Command, Redis, type RedisOptions } from "ioredis";
import { engineFails, engineServes, sentenceOf } from "./engine-problems.ts";
import { env } from "./env.ts";
import { defaultNamespace } from "./env-schema.ts";
import { splitUrls } from "./env-values.ts";
import { secured } from "./tls.ts";

/** A server of Redis or Valkey, or a cluster of them: each command here has one key. */
export type RedisClient = Redis | Cluster;

let connection: RedisClient | undefined;

/**
 * This process's connection to Redis, opened at its first use; undefined without `REDIS_URL`. It reconnects for ever,
 * and a command fails at once, or after half a second, when Redis does not answer: callers work without it.
 */
export function redis(): RedisClient | undefined {
  if (env.REDIS_URL) connection ??= openRedis(env.REDIS_URL);
  return connection;
}

const marks = new WeakMap<RedisClient, object>();

/** An object that is another one after the client connected anew, or a node of its cluster came or went. */
export function linkOf(client: RedisClient): object {
  if (client instanceof Redis) return client.stream;
  const mark = marks.get(client) ?? {};
  marks.set(client, mark);
  return mark;
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

/** One server, the master that sentinels name (`?sentinel=name`), or a cluster (`?cluster=true`). */
function connect(redisUrl: string): RedisClient {
  const { url, tls, words } = secured("REDIS_URL", redisUrl, env.TLS_CA_FILE);
  const urls = splitUrls(url);
  const [first = ""] = urls;
  const nodes = urls
    .map((each) => new URL(each))
    .map(({ hostname, port }) => ({ host: hostname, port: Number(port) || 6379 }));
  const { username, password, pathname } = new URL(first);
  const options: RedisOptions = {
    tls,
    // Before the keys of every command; without a namespace of one's own they are as released.
    keyPrefix: env.NAMESPACE === defaultNamespace ? "" : `${env.NAMESPACE}:`,
    family: Number(words.family ?? 0),
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: 500,
    // A server that is cut off says nothing, and TCP alone would wait for many minutes.
    socketTimeout: 2_000,
    retryStrategy: patience,
    // A master that became a replica: connect to the one that took its place, and send the command again.
    reconnectOnError: ({ message }) => (message.startsWith("READONLY") ? 2 : false),
  };
  if (!words.sentinel && !words.cluster) return new Redis(first, options);
  options.username = decodeURIComponent(username) || undefined;
  options.password = decodeURIComponent(password) || undefined;
  if (words.cluster) {
    const { keyPrefix, enableOfflineQueue, ...redisOptions } = options;
    const cluster = new Cluster(nodes, { keyPrefix, enableOfflineQueue, redisOptions, clusterRetryStrategy: patience });
    for (const change of ["ready", "+node", "-node", "node error"]) cluster.on(change, () => marks.set(cluster, {}));
    // A master that was cut off may come back as a replica, without what it was told last.
    let masters = "";
    cluster.on("refresh", () => {
      const now = cluster.nodes("master").map(({ options: { host, port } }) => `${host}:${port}`);
      if (masters !== now.sort().join()) marks.set(cluster, {});
      masters = now.join();
    });
    return cluster;
  }
  const db = Number(pathname.slice(1)) || 0;
  return new Redis({ ...options, db, sentinels: nodes, name: words.sentinel, sentinelRetryStrategy: patience });
}

const patience = (attempt: number) => Math.min(attempt * 100, 2_000);

/** Opens a connection of its own, whose troubles are this process's. */
export function openRedis(redisUrl: string): RedisClient {
  const client = connect(redisUrl);
  client.on("error", (error: Error) => engineFails("redis", sentenceOf(error)));
  const refused = new Set<string>();
  client.on("ready", () => {
    refused.clear();
    engineServes("redis");
  });
  watchAnswers(client, refused);
  return client;
}

/**
 * Notes what a server refuses that it would take at other times, or from another user. Callers work without Redis and do
 * not tell, and its connection is well.
 */
function watchAnswers(client: RedisClient, refused: Set<string>): void {
  const send = client.sendCommand.bind(client) as Redis["sendCommand"];
  client.sendCommand = (command: Command, stream?: Parameters<Redis["sendCommand"]>[1]) => {
    const { name, args, promise } = command;
    const what = name.startsWith("eval") ? `${name} ${args[0]}` : name;
    promise.then(
      () => {
        if (refused.delete(what) && refused.size === 0) engineServes("redis");
      },
      (error: Error) => {
        if (!isRefusal(name, error)) return;
        refused.add(what);
        engineFails("redis", sentenceOf(error));
      },
    );
    return send(command, stream);
  };
}

// The client tells its name, which not every server takes, and sends a script that the server does not know yet again.
const isRefusal = (command: string, { name, message }: Error) =>
  name === "ReplyError" && command !== "client" && !message.startsWith("NOSCRIPT");
