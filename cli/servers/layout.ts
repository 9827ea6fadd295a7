import { startGalera } from "./galera.ts";
import { type Servers, startServers } from "./index.ts";
import { startMariadbReplica } from "./mariadb-replica.ts";
import { startNatsCluster } from "./nats-cluster.ts";
import type { ServerName } from "./recipe.ts";
import { startRedisCluster, startRedisSentinel } from "./redis-nodes.ts";
import type { ServerCluster } from "./server-cluster.ts";

/** Which engines are clusters; those that are left out are one server each. */
export interface Layout {
  /** NATS servers (1). */
  nats?: 1 | 3 | 5;
  database?: "galera" | "replica";
  redis?: "sentinel" | "cluster";
}

/** The servers of a layout, with the nodes of each cluster. */
export interface LaidOut extends Servers {
  clusters: Partial<Record<ServerName, ServerCluster>>;
  /** `DATABASE_READ_URL`, where there is a replica. */
  readUrl?: string;
}

/** Starts the servers of a layout; resolves when each answers and every cluster is whole. */
export async function startLayout(layout: Layout): Promise<LaidOut> {
  const starts: [ServerName, () => Promise<ServerCluster & { readUrl?: string }>][] = [];
  const { nats = 1, database, redis } = layout;
  if (nats > 1) starts.push(["nats", () => startNatsCluster(nats)]);
  if (database) starts.push(["mariadb", () => (database === "galera" ? startGalera(3) : startMariadbReplica())]);
  if (redis) starts.push(["redis", redis === "sentinel" ? startRedisSentinel : startRedisCluster]);
  const names = starts.map(([name]) => name);
  const single = (["nats", "mariadb", "redis"] as const).filter((name) => !names.includes(name));
  const servers = await startServers({ only: single, fresh: true });
  const clusters: LaidOut["clusters"] = {};
  const stop = async () => {
    await Promise.all([servers, ...Object.values(clusters)].map((each) => each.stop()));
  };
  let readUrl: string | undefined;
  try {
    for (const [name, start] of starts) {
      const started = await start();
      clusters[name] = started;
      readUrl ??= started.readUrl;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...servers,
    natsUrl: clusters.nats?.url ?? servers.natsUrl,
    databaseUrl: clusters.mariadb?.url ?? servers.databaseUrl,
    redisUrl: clusters.redis?.url ?? servers.redisUrl,
    readUrl,
    clusters,
    stop,
  };
}
