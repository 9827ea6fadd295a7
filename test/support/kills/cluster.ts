import { type Cluster, startCluster } from "../../../cli/cluster/cluster.ts";
import { discoverServices } from "../../../cli/cluster/plan.ts";
import { startServers } from "../../../cli/servers/index.ts";
import { sayTrouble, settings } from "../load-cluster.ts";
import { testMariadb } from "../servers.ts";
import type { Where } from "./victims.ts";

let cluster: Promise<Cluster> | undefined;

/**
 * A cluster that notices deaths sooner than the product does, with servers of its own; the same for all files. What is
 * killed are processes of single services beside it, so all but the gateway and the workflows are in one process.
 */
export function shortCluster(): Promise<Cluster> {
  cluster ??= start();
  return cluster;
}

async function start(): Promise<Cluster> {
  const core = discoverServices().filter((name) => name !== "api" && name !== "orchestra");
  return startCluster({
    servers: await startServers({ fresh: true, mariadb: testMariadb }),
    services: ["api", "orchestra", core.join()],
    config: "test/support/kills/doomed.config.ts",
    env: { ...settings, TIMING: "short" },
    log: sayTrouble,
    readyTimeout: 110_000,
  });
}

/** What a process of its own needs to be one of that cluster's. */
export const inShortCluster = (running: Cluster): Where => ({ ...inCluster(running), TIMING: "short" });

/** What a process of its own needs to be one of a cluster's. */
export const inCluster = ({ servers, databaseUrl }: Cluster): Where => ({
  NATS_URL: servers.natsUrl,
  REDIS_URL: servers.redisUrl,
  DATABASE_URL: databaseUrl,
});

after("the cluster of the kills stops", async function () {
  this.timeout(60_000);
  const running = await cluster?.catch(() => undefined);
  await running?.stop();
  await running?.servers.stop();
});
