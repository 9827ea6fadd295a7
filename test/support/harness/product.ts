import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "../../../cli/cluster/cluster.ts";
import { discoverServices } from "../../../cli/cluster/plan.ts";
import { ServiceProcess } from "../../../cli/cluster/process.ts";
import { type Servers, startServers } from "../../../cli/servers/index.ts";
import { findFreePorts } from "../../../cli/servers/ports.ts";

/** The product under test, on the profile that TEST_PROFILE names. */
export interface Product {
  profile: "embedded" | "distributed";
  url: string;
  /** The URL of its gateway's metrics. */
  metricsUrl: string;
  /** The URLs of every process's metrics. */
  metricsUrls: string[];
  /** The environment of programs that use the same data, such as the command line. */
  environment: NodeJS.ProcessEnv;
  /** Another gateway with other settings; on the embedded profile a product of its own, with data of its own. */
  startBeside(settings: NodeJS.ProcessEnv): Promise<Beside>;
  /** One more process of a service; on the embedded profile, which has one process, nothing. */
  startReplica(service: string): Promise<{ stop(): Promise<void> }>;
  /** The environment of another deployment, with data of its own. */
  another(): Promise<Another>;
  stop(): Promise<void>;
}

/** Another deployment on the servers of this one, which is not started yet. */
export interface Another {
  /** For all of its processes; `DATA_DIR` is a folder to be removed afterwards. */
  environment: NodeJS.ProcessEnv;
  /** `SERVICES` of each process; undefined for all. */
  processes: (string | undefined)[];
}

/** A gateway beside the product's own. */
export interface Beside {
  url: string;
  stop(): Promise<void>;
}

// Tests name the network that they come from by `X-Forwarded-For`.
const settings = {
  NODE_ENV: "development",
  RATE_LIMIT: "off",
  LOG_LEVEL: "error",
  SERVICEDIR: "services",
  TRUST_PROXY: "1",
};

/** Starts the product on the profile of TEST_PROFILE (embedded) with a database of its own. Resolves when it is ready. */
export function startProduct(): Promise<Product> {
  return process.env.TEST_PROFILE === "distributed" ? startDistributed() : startEmbedded();
}

async function startEmbedded(): Promise<Product> {
  // Made by `data.ts`, before anything read the environment.
  const folder = process.env.DATA_DIR as string;
  const environment = { ...settings, DATA_DIR: folder };
  const own = await startProcess("all", environment);
  return {
    profile: "embedded",
    url: own.url,
    metricsUrl: own.metricsUrl,
    metricsUrls: [own.metricsUrl],
    environment,
    startBeside: startAnother,
    startReplica: async () => ({ stop: async () => {} }),
    another: async () => ({ environment: { ...settings, DATA_DIR: await anotherFolder() }, processes: [undefined] }),
    async stop() {
      await own.stop(15_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const anotherFolder = () => mkdtemp(join(tmpdir(), "seller-orchestra-beside-"));

async function startAnother(changed: NodeJS.ProcessEnv): Promise<Beside> {
  const folder = await anotherFolder();
  const own = await startProcess("all", { ...settings, DATA_DIR: folder, ...changed });
  return {
    url: own.url,
    async stop() {
      await own.stop(15_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startDistributed(): Promise<Product> {
  const servers = await startServers();
  const databaseUrl = await servers.createDatabase(`integration_${process.pid}`);
  // Pictures are files here too.
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-product-"));
  const own = { ...settings, DATA_DIR: folder };
  const cluster = await startCluster({ servers, databaseUrl, env: own, log: sayTrouble, readyTimeout: 150_000 });
  const environment = { ...own, ...urlsOf(servers), DATABASE_URL: databaseUrl };
  return {
    profile: "distributed",
    url: cluster.urls[0] ?? "",
    metricsUrl: cluster.processes.find(({ name }) => name === "api")?.metricsUrl ?? "",
    metricsUrls: cluster.processes.map(({ metricsUrl }) => metricsUrl),
    environment,
    async startBeside(changed) {
      const own = await startProcess("api", { ...environment, SERVICES: "api", ...changed });
      return { url: own.url, stop: () => own.stop(15_000) };
    },
    async startReplica(service) {
      const own = await startProcess(service, { ...environment, SERVICES: service });
      return { stop: () => own.stop(15_000) };
    },
    async another() {
      const DATABASE_URL = await servers.createDatabase(`another_${process.pid}`);
      const own = { NAMESPACE: "another", DATABASE_URL, DATA_DIR: await anotherFolder() };
      const gateway = ["api", "orchestra"];
      const others = discoverServices().filter((name) => !gateway.includes(name));
      return { environment: { ...environment, ...own }, processes: [gateway.join(), others.join()] };
    },
    async stop() {
      await cluster.stop();
      await servers.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const urlsOf = ({ natsUrl, redisUrl }: Servers) => ({ NATS_URL: natsUrl, REDIS_URL: redisUrl });

async function startProcess(name: string, environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
  const [port, metricsPort] = await findFreePorts(2);
  const hasGateway = ["all", "api"].includes(name);
  const started = new ServiceProcess({
    name,
    index: 1,
    url: hasGateway ? `http://127.0.0.1:${port}` : "",
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    env: { ...process.env, ...environment, PORT: String(port), METRICS_PORT: String(metricsPort) },
    autoRestart: false,
    log: sayTrouble,
  });
  started.start();
  await started.untilReady(150_000);
  return started;
}

// What the product logs is above warnings: whoever reads the tests wants to see it.
function sayTrouble(line: string): void {
  if (/"level":(50|60)|Error|\| (ended|has not drained) /.test(line)) console.error(line.slice(0, 2_000));
}
