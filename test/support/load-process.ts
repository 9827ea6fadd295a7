import { ServiceProcess } from "../../cli/cluster/process.ts";
import { findFreePorts } from "../../cli/servers/ports.ts";
import { sayTrouble, settings } from "./load-cluster.ts";

/** A process of the product with ports of its own. */
export interface LoadProcess extends ServiceProcess {
  /** A line for each time that it ended: `ended (code 0)`. */
  readonly ends: string[];
}

/** Prepares a process that runs the services in `SERVICES` (all by default); it is not started yet. */
export async function makeProcess(environment: NodeJS.ProcessEnv, config?: string): Promise<LoadProcess> {
  const [port, metricsPort] = await findFreePorts(2);
  const ends: string[] = [];
  const made = new ServiceProcess({
    name: environment.SERVICES || "all",
    index: 1,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    env: { ...process.env, ...settings, ...environment, PORT: String(port), METRICS_PORT: String(metricsPort) },
    config,
    autoRestart: false,
    log: (line) => (/ ended \(/.test(line) ? ends.push(line.replace(/^.*? \| /, "")) : sayTrouble(line)),
  });
  return Object.assign(made, { ends });
}

/** The environment of a process that runs without servers, its files in this folder. */
export const embedded = (folder: string) => ({ NATS_URL: "", DATABASE_URL: "", REDIS_URL: "", DATA_DIR: folder });
