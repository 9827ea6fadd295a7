import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startCluster } from "../../cli/cluster/cluster.ts";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { type ClusterProcess, ServiceProcess } from "../../cli/cluster/process.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { findFreePorts } from "../../cli/servers/ports.ts";
import { Links } from "../support/network/links.ts";
import { openEngine, openFiles, type Query } from "./query.ts";

export const profiles = ["embedded", "distributed"] as const;
export type Profile = (typeof profiles)[number];

/** The product under torture. */
export interface Target {
  urls: string[];
  processes: ClusterProcess[];
  /** The engines; undefined in the embedded profile. */
  servers?: Servers;
  /** The network between processes and engines; undefined in the embedded profile. */
  links?: Links;
  /** The folder of a disk of its own, which can be filled up. */
  disk?: string;
  query(): Promise<Query>;
  stop(): Promise<void>;
}

const settings = { NODE_ENV: "development", RATE_LIMIT: "off", LOG_LEVEL: "warn", SERVICEDIR: "services" };
// What the product writes in the given time, and some room.
const diskSize = (minutes: number) => `${700 + Math.ceil(minutes * 25)}m`;

/** Starts a profile of the product with a database of its own; what its processes log goes to `log`. */
export function startTarget(profile: Profile, minutes: number, log: (line: string) => void): Promise<Target> {
  return profile === "embedded" ? startEmbedded(minutes, log) : startDistributed(log);
}

async function startEmbedded(minutes: number, log: (line: string) => void): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-torture-"));
  const disk = await mountDisk(join(folder, "disk"), diskSize(minutes));
  const data = join(disk ?? folder, "data");
  const [port, metricsPort] = await findFreePorts(2);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...settings,
    NATS_URL: "",
    DATABASE_URL: "",
    REDIS_URL: "",
    DATA_DIR: data,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
  };
  const url = `http://127.0.0.1:${port}`;
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  const only = new ServiceProcess({ name: "all", index: 1, url, metricsUrl, env, autoRestart: true, log });
  only.start();
  await only.untilReady(120_000);
  return {
    urls: [url],
    processes: [only],
    disk,
    query: async () => openFiles(data),
    async stop() {
      await only.stop(20_000);
      if (disk) await promisify(execFile)("umount", [disk]).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// A small disk needs a mount, which only root may make; without one nothing is filled up.
async function mountDisk(folder: string, size: string): Promise<string | undefined> {
  await mkdir(folder);
  const mounting = promisify(execFile)("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  return mounting.then(
    () => folder,
    () => undefined,
  );
}

// Two of what holds workflows and orders, so that others take over what a frozen or killed one leaves.
async function startDistributed(log: (line: string) => void): Promise<Target> {
  const servers = await startServers({ fresh: true });
  const several = ["api", "orchestra", "orders"];
  const core = discoverServices().filter((name) => !several.includes(name));
  const services = [...several, core.join()];
  const replicas = { orchestra: 2, orders: 2 };
  const links = new Links(servers);
  const cluster = await startCluster({
    servers,
    services,
    replicas,
    env: settings,
    environmentOf: (part) => links.environmentOf(part),
    log,
    autoRestart: true,
    readyTimeout: 150_000,
  });
  return {
    urls: cluster.urls,
    processes: cluster.processes,
    servers,
    links,
    query: () => openEngine(cluster.databaseUrl),
    async stop() {
      await cluster.stop();
      links.shut();
      await servers.stop();
    },
  };
}
