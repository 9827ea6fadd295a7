import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "./find.ts";
import { guard } from "./guard.ts";
import { serverHandle } from "./handle.ts";
import type { Link } from "./links.ts";
import { nats } from "./nats.ts";
import { findFreePorts } from "./ports.ts";
import type { ServerCluster } from "./server-cluster.ts";

/** Starts a cluster of NATS servers with JetStream; resolves when it has a leader and every node answers. */
export async function startNatsCluster(count: number, links?: Link[]): Promise<ServerCluster> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-nats-"));
  guard.folder(folder);
  const [ports, routes] = [await findFreePorts(count), await findFreePorts(count)];
  const hosts = ports.map((_, at) => links?.[at]?.host ?? "127.0.0.1");
  const peers = routes.map((port, at) => `nats-route://${hosts[at]}:${port}`).join(", ");
  const nodes = await Promise.all(
    ports.map(async (port, at) => {
      const file = join(folder, `n${at}.conf`);
      await writeFile(
        file,
        `server_name: n${at}
listen: "${hosts[at]}:${port}"
jetstream { store_dir: "${join(folder, `n${at}`)}" }
cluster { name: orchestra, listen: "${hosts[at]}:${routes[at]}", routes: [${peers}] }
authorization { user: orchestra, password: cluster }
`,
        { mode: 0o600 },
      );
      return serverHandle(`nats n${at}`, {
        url: `nats://orchestra:cluster@${hosts[at]}:${port}`,
        logFile: join(folder, `n${at}.log`),
        command: () => {
          const command: [string, ...string[]] = [findProgram("nats-server") ?? "nats-server", "--config", file];
          return links?.[at]?.within(command) ?? command;
        },
        ping: nats.ping,
      });
    }),
  );
  await Promise.all(nodes.map((node) => node.start()));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  return { nodes, url: `nats://orchestra:cluster@${ports.map((port, at) => `${hosts[at]}:${port}`).join(",")}`, stop };
}
