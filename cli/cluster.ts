import { type Cluster, startCluster } from "./cluster/cluster.ts";
import { parseLayout } from "./cluster/layout.ts";
import { discoverServices, parseReplicas } from "./cluster/plan.ts";
import { type LaidOut, startLayout } from "./servers/layout.ts";
import { whenOrphaned } from "./servers/orphan.ts";
import { isPortFree } from "./servers/ports.ts";

// `npm run cluster -- orders=3 customers=2`: the distributed profile on this machine, without Docker. With `--nats 3`,
// `--database galera|replica` and `--redis sentinel|cluster` these engines are clusters.
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const services = discoverServices();
  const { layout, words } = parseLayout(process.argv.slice(2));
  const replicas = parseReplicas(words, services);
  const port = await firstPort();
  console.error(`Starting NATS, MariaDB and Redis, then ${services.join(", ")} …`);
  const log = (line: string) => process.stdout.write(`${line}\n`);
  let cluster: Cluster | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void shutDown(cluster));
  whenOrphaned(() => void shutDown(cluster));
  const servers = layout && (await startLayout(layout));
  const env = servers?.readUrl ? { DATABASE_READ_URL: servers.readUrl } : {};
  const started = await startCluster({ services, replicas, port, log, servers, env, autoRestart: true });
  // Whatever started the servers stops them.
  const stop = () => started.stop().finally(() => servers?.stop());
  cluster = { ...started, stop };
  console.error(banner(cluster, servers));
}

// The servers stop with the cluster. Before it is ready, or at a second Ctrl-C, nothing is drained: the guard kills the
// started processes and removes their folder when this process ends.
async function shutDown(cluster: Cluster | undefined): Promise<void> {
  console.error("\nDraining …");
  await cluster?.stop();
  process.exit();
}

// Clients will call a requested port, so another one is no substitute.
async function firstPort(): Promise<number> {
  if (!process.env.PORT) return 3000;
  const port = Number(process.env.PORT);
  if (!(await isPortFree(port)))
    throw new Error(`PORT ${port} is taken: free it, name another one, or leave PORT unset.`);
  return port;
}

function banner({ urls, servers, processes }: Cluster, laidOut: LaidOut | undefined): string {
  const url = urls[0] ?? "";
  return `
Seller Orchestra is ready: ${processes.length} processes over NATS, MariaDB and Redis.

${urls.map((each) => `  ${each}        ${each}/docs`).join("\n")}

The command line reaches it with
  export DATABASE_URL=${servers.databaseUrl}
  export NATS_URL=${servers.natsUrl}
  export REDIS_URL='${servers.redisUrl}'
${nodesOf(laidOut)}Try
  curl -H "Authorization: Bearer $(npm run -s orchestra -- token merchant)" ${url}/merchant/api/v1/domains/dom_demo/customers
Ctrl-C drains it and removes everything.
`;
}

// Their processes, for whoever wants to see what happens when one is killed.
function nodesOf(laidOut: LaidOut | undefined): string {
  const clusters = Object.entries(laidOut?.clusters ?? {});
  const lines = clusters.map(
    ([name, { nodes }]) =>
      `  ${name}: ${nodes.map(({ url, pid }) => `${new URL(url).host} (process ${pid})`).join(", ")}\n`,
  );
  return lines.length > 0 ? `The nodes of clusters, to be killed:\n${lines.join("")}` : "";
}
