import { type Servers, startServers } from "../servers/index.ts";
import { findConsecutivePorts, findFreePorts } from "../servers/ports.ts";
import { discoverServices, drainOrder, type Part, planParts, type Replicas } from "./plan.ts";
import { type ClusterProcess, ServiceProcess } from "./process.ts";

export type { ClusterProcess } from "./process.ts";

/** What to run; everything is optional. */
export interface ClusterOptions {
  /** Names of the services (all), one process each; names joined by commas share a process. */
  services?: string[];
  /** The file of the broker's configuration (the product's). */
  config?: string;
  /** The folder of another release (this one). */
  root?: string;
  /** Processes of each (1). */
  replicas?: Replicas;
  /** Environment variables for every process; they override those of this process. */
  env?: NodeJS.ProcessEnv;
  /** Environment variables for one process, such as its own way to an engine; they override all others. */
  environmentOf?(part: Part): Promise<NodeJS.ProcessEnv>;
  /** Use these instead of starting some, and leave them running at the end. */
  servers?: Servers;
  /** Another database on the same server, such as one of `servers.createDatabase()`. */
  databaseUrl?: string;
  /** The first gateway's port; the others follow it (any free ones). */
  port?: number;
  /** Restart a process that ended unexpectedly (false, because tests check that it ended). */
  autoRestart?: boolean;
  /** Gets every line of every process, prefixed `orders.1 | `. */
  log?(line: string): void;
  /** How long to wait for all to be ready (60,000 ms). */
  readyTimeout?: number;
}

/** A running distributed profile. */
export interface Cluster {
  servers: Servers;
  databaseUrl: string;
  /** The gateways' addresses, e.g. `http://127.0.0.1:3000`. */
  urls: string[];
  processes: ClusterProcess[];
  /** Drains from the gateways down (15 s, then SIGKILL) and stops the servers unless they were given. */
  stop(): Promise<void>;
}

const stepTimeout = 15_000;

/** Starts one process per service, or more, over real servers. Resolves when every process is ready. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const servers = options.servers ?? (await startServers());
  const databaseUrl = options.databaseUrl ?? servers.databaseUrl;
  const processes = await makeProcesses(options, {
    NATS_URL: servers.natsUrl,
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
  });
  const urls = processes.map(({ url }) => url).filter((url) => url !== "");

  let stopped: Promise<void> | undefined;
  async function drain(): Promise<void> {
    const deadline = Date.now() + stepTimeout;
    for (const group of drainOrder(processes)) {
      await Promise.all(group.map((part) => part.stop(Math.max(deadline - Date.now(), 1_000))));
    }
    if (!options.servers) await servers.stop();
  }
  // May be called twice (Ctrl-C, then the end of npm): a second SIGTERM would end the draining early.
  const stop = () => {
    stopped ??= drain();
    return stopped;
  };
  for (const part of processes) part.start();
  try {
    await Promise.all(processes.map((part) => part.untilReady(options.readyTimeout ?? 60_000)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { servers, databaseUrl, urls, processes, stop };
}

async function makeProcesses(options: ClusterOptions, servers: NodeJS.ProcessEnv): Promise<ServiceProcess[]> {
  const parts = planParts(options.services ?? discoverServices(), options.replicas);
  const gateways = parts.filter(({ name }) => name === "api").length;
  const host = options.env?.HOST ?? process.env.HOST ?? "127.0.0.1";
  const metricsPorts = await findFreePorts(parts.length);
  const ports = options.port ? await findConsecutivePorts(options.port, gateways) : await findFreePorts(gateways);
  const environments = await Promise.all(parts.map((part) => options.environmentOf?.(part)));
  return parts.map(({ name, index }, position) => {
    const port = name === "api" ? ports[index - 1] : undefined;
    const metricsPort = metricsPorts[position];
    const fixed = { SERVICEDIR: "services", SERVICES: name, HOST: host, METRICS_PORT: String(metricsPort) };
    const own = { ...fixed, ...(port ? { PORT: String(port) } : {}), ...environments[position] };
    return new ServiceProcess({
      name,
      index,
      url: port ? `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}` : "",
      metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
      env: { ...process.env, ...options.env, ...servers, ...own },
      config: options.config,
      root: options.root,
      autoRestart: options.autoRestart ?? false,
      log: options.log ?? (() => undefined),
    });
  });
}
