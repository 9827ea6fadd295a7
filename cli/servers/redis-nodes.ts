import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { findProgram } from "./find.ts";
import { guard } from "./guard.ts";
import { type Handle, serverHandle } from "./handle.ts";
import { findFreePorts } from "./ports.ts";
import { configuration, redis } from "./redis.ts";
import type { ServerCluster } from "./server-cluster.ts";

const password = "cluster";
// How long a node is silent until the others replace it.
const silenceMs = 1_000;

/** Three Redis servers, a master with two replicas, and three sentinels that put a replica in the place of a dead master. */
export async function startRedisSentinel(): Promise<ServerCluster> {
  const folder = await ownFolder();
  const [first = 0, ...others] = await findFreePorts(3);
  const of = (port: number) => (port === first ? "" : `replicaof 127.0.0.1 ${first}\n`);
  const servers = await Promise.all(
    [first, ...others].map((port) =>
      node(folder, port, `masterauth ${password}\nrepl-diskless-sync-delay 0\n${of(port)}`),
    ),
  );
  for (const server of servers) await server.start();
  const ports = await findFreePorts(3);
  const watched = `sentinel monitor main 127.0.0.1 ${first} 2
sentinel auth-pass main ${password}
sentinel down-after-milliseconds main ${silenceMs}
sentinel failover-timeout main 5000
sentinel parallel-syncs main 2
`;
  const sentinels = await Promise.all(ports.map((port) => node(folder, port, watched, "--sentinel")));
  for (const sentinel of sentinels) await sentinel.start();
  // Before all know each other and the replicas, nobody would be replaced.
  for (const { url } of sentinels)
    await untilSays(url, ["sentinel", "master", "main"], (said) =>
      /num-slaves,2,.*num-other-sentinels,2,/.test(`${said},`),
    );
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(",");
  return cluster(folder, [...servers, ...sentinels], `redis://:${password}@${hosts}?sentinel=main`);
}

/** A Redis Cluster of six servers: three masters, each with a replica. */
export async function startRedisCluster(): Promise<ServerCluster> {
  const folder = await ownFolder();
  const ports = await findFreePorts(6);
  const buses = await findFreePorts(6);
  const nodes = await Promise.all(
    ports.map((port, at) => {
      const own = `cluster-enabled yes
cluster-config-file ${join(folder, String(port), "nodes.conf")}
cluster-port ${buses[at]}
cluster-node-timeout ${silenceMs}
masterauth ${password}
repl-diskless-sync-delay 0
`;
      return node(folder, port, own);
    }),
  );
  for (const each of nodes) await each.start();
  const urls = nodes.map(({ url }) => url);
  await introduce(urls, ports, buses);
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(",");
  return cluster(folder, nodes, `redis://:${password}@${hosts}?cluster=true`);
}

async function introduce(urls: string[], ports: number[], buses: number[]): Promise<void> {
  const [first = ""] = urls;
  const share = Math.ceil(16_384 / 3);
  for (const [at, url] of urls.slice(0, 3).entries())
    await ask(url, ["cluster", "addslotsrange", at * share, Math.min((at + 1) * share, 16_384) - 1]);
  for (const [at, port] of ports.entries())
    if (at > 0) await ask(first, ["cluster", "meet", "127.0.0.1", port, buses[at] ?? 0]);
  for (const url of urls) await untilSays(url, ["cluster", "info"], (said) => said.includes("cluster_known_nodes:6"));
  for (const [at, url] of urls.slice(3).entries()) {
    const master = String(await ask(urls[at] ?? "", ["cluster", "myid"]));
    await untilSays(url, ["cluster", "replicate", master], (said) => said === "OK");
  }
  for (const url of urls) await untilSays(url, ["cluster", "info"], (said) => said.includes("cluster_state:ok"));
  for (const url of urls.slice(3))
    await untilSays(url, ["info", "replication"], (said) => said.includes("link_status:up"));
}

async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-redis-"));
  guard.folder(folder);
  return folder;
}

async function node(parent: string, port: number, own: string, ...words: string[]): Promise<Handle> {
  const folder = join(parent, String(port));
  await mkdir(folder);
  const file = join(folder, "redis.conf");
  const text =
    words.length > 0 ? `bind 127.0.0.1\nport ${port}\ndir ${folder}\n` : configuration({ folder, port, password });
  await writeFile(file, `${text}${own}`, { mode: 0o600 });
  return serverHandle(`redis ${port}`, {
    url: `redis://${words.length > 0 ? "" : `:${password}@`}127.0.0.1:${port}`,
    logFile: join(parent, `${port}.log`),
    command: () => [findProgram("redis-server") ?? findProgram("valkey-server") ?? "redis-server", file, ...words],
    ping: redis.ping,
  });
}

function cluster(folder: string, nodes: Handle[], url: string): ServerCluster {
  const stop = async () => {
    // Nothing is kept, and none is to take another's place meanwhile.
    await Promise.all(nodes.map((each) => each.kill()));
    await rm(folder, { recursive: true, force: true });
  };
  return { nodes, url, stop };
}

/** Sends a command to one server. */
export async function ask(url: string, [command, ...words]: [string, ...(string | number)[]]): Promise<unknown> {
  const client = new Redis(url, { maxRetriesPerRequest: 0, connectTimeout: 1_000, commandTimeout: 2_000 });
  client.on("error", () => undefined);
  try {
    return await client.call(command, ...words);
  } finally {
    client.disconnect();
  }
}

async function untilSays(url: string, words: [string, ...(string | number)[]], isIt: (said: string) => boolean) {
  const deadline = Date.now() + 60_000;
  for (let said = ""; !isIt(said); await wait(50)) {
    if (Date.now() > deadline) throw new Error(`${words.join(" ")} of Redis still says: ${said}`);
    said = await ask(url, words).then(String, String);
  }
}
