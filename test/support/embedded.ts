import { ServiceProcess } from "../../cli/cluster/process.ts";
import { findFreePorts } from "../../cli/servers/ports.ts";

/**
 * Starts the whole product in one process, embedded, with its data in `folder`; `development` brings demo data. `log`
 * gets each line that it prints.
 */
export async function startEmbedded(
  folder: string,
  mode: "development" | "test",
  log: (line: string) => void = () => undefined,
  variables: NodeJS.ProcessEnv = {},
): Promise<ServiceProcess> {
  const [port, metricsPort] = await findFreePorts(2);
  const { NATS_URL, DATABASE_URL, REDIS_URL, SERVICES, ...rest } = process.env;
  const places = { HOST: "127.0.0.1", PORT: String(port), METRICS_PORT: String(metricsPort), DATA_DIR: folder };
  const server = new ServiceProcess({
    name: "server",
    index: 1,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    env: { ...rest, ...places, SERVICEDIR: "services", NODE_ENV: mode, ...variables },
    autoRestart: false,
    log,
  });
  server.start();
  await server.untilReady(240_000);
  return server;
}
