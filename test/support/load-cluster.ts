import { type Cluster, type ClusterProcess, startCluster } from "../../cli/cluster/cluster.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { signToken } from "../../services/auth/tokens.ts";
import type { Links } from "./network/links.ts";
import { testMariadb } from "./servers.ts";

/** The environment of a fault test's processes: development, with demo data, without rate limits. */
export const settings = { NODE_ENV: "development", RATE_LIMIT: "off", LOG_LEVEL: "warn", SERVICEDIR: "services" };

let servers: Promise<Servers> | undefined;
let cluster: Promise<Cluster> | undefined;

/** Servers of the fault tests' own, which may be stopped and wiped; the same for all files. */
export function ownServers(): Promise<Servers> {
  servers ??= startServers({ fresh: true, mariadb: testMariadb });
  return servers;
}

/** One process of each service over those servers; the same for all files, and whole again when a test ends. */
export async function ownCluster(): Promise<Cluster> {
  cluster ??= startCluster({ servers: await ownServers(), env: settings, log: sayTrouble, readyTimeout: 110_000 });
  return cluster;
}

/**
 * A second process of services, of all by default, beside the first: the same cluster on the same database, which they
 * reach over `links`.
 */
export async function secondOfEach(
  services?: string[],
  links?: Links,
): Promise<{ urls: string[]; processes: ClusterProcess[]; second: ClusterProcess[]; stop(): Promise<void> }> {
  const first = await ownCluster();
  const { servers, databaseUrl } = first;
  const second = await startCluster({
    servers,
    databaseUrl,
    services,
    env: settings,
    environmentOf: links && ((part) => links.environmentOf(part)),
    log: sayTrouble,
    readyTimeout: 120_000,
  });
  return {
    urls: [...first.urls, ...second.urls],
    processes: [...first.processes, ...second.processes],
    second: second.processes,
    stop: () => second.stop(),
  };
}

/** Prints what a process logs as an error; expected consequences of faults are logged at a lower level. */
export function sayTrouble(line: string): void {
  if (/"level":(50|60)|Error/.test(line) && !/"level":[1-4]0/.test(line)) console.error(line.slice(0, 2_000));
}

/** The header of the merchant of the demo store, and where the store's paths begin. */
export const demo = {
  base: "/merchant/api/v1/domains/dom_demo",
  merchant: () => {
    const claims = { sub: "user_faults", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
    return { Authorization: `Bearer ${signToken("merchant", claims, 3_600)}` };
  },
};

after("the servers of the fault tests stop", async function () {
  this.timeout(60_000);
  await (await cluster?.catch(() => undefined))?.stop();
  await (await servers?.catch(() => undefined))?.stop();
});
