import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Cluster, startCluster } from "../../../cli/cluster/cluster.ts";
import { discoverServices } from "../../../cli/cluster/plan.ts";
import { type Servers, startServers } from "../../../cli/servers/index.ts";
import { natsOptions } from "../../../config/nats.ts";
import { joinBroker, type Running } from "../broker.ts";
import { type Reply, type Sending, send } from "../harness/http.ts";
import { sayTrouble } from "../load-cluster.ts";
import { Link } from "../network/link.ts";
import { testMariadb } from "../servers.ts";

const settings = { NODE_ENV: "test", RATE_LIMIT: "off", LOG_LEVEL: "error", SERVICEDIR: "services" };

/** The product on two databases, each over a link of its own, which log every statement. */
export class Deployment {
  readonly servers: Servers;
  readonly cluster: Cluster;
  readonly actions: Running;
  /** By the number of the shard. */
  readonly links: readonly Link[];
  readonly names: readonly string[];

  private constructor(servers: Servers, cluster: Cluster, actions: Running, links: Link[], names: string[]) {
    this.servers = servers;
    this.cluster = cluster;
    this.actions = actions;
    this.links = links;
    this.names = names;
  }

  /** A gateway, and one process of all other services. */
  static async start(): Promise<Deployment> {
    const mariadb = { ...testMariadb, general_log: "ON", log_output: "TABLE" };
    const servers = await startServers({ fresh: true, mariadb });
    const names = ["shard_zero", "shard_one"];
    const urls = await Promise.all(names.map((name) => servers.createDatabase(name)));
    const links = urls.map((url) => new Link(url));
    const [databaseUrl = "", other = ""] = await Promise.all(links.map((link) => link.open()));
    const others = discoverServices().filter((name) => name !== "api");
    const cluster = await startCluster({
      servers,
      databaseUrl,
      services: ["api", others.join(",")],
      env: { ...settings, SHARDS: `1=${other}` },
      log: sayTrouble,
      readyTimeout: 110_000,
    });
    return new Deployment(servers, cluster, await joinBroker(natsOptions(servers.natsUrl)), links, names);
  }

  /** Runs a command of the command line on both databases, and reads what it prints. */
  async orchestra(...args: string[]): Promise<Reply["body"]> {
    const env = { ...process.env, ...this.cluster.processes[0]?.environment, SERVICES: "" };
    const { stdout } = await promisify(execFile)(process.execPath, ["cli/orchestra.ts", ...args, "--json"], { env });
    return JSON.parse(stdout);
  }

  /** Sends a request to the gateway. */
  ask(method: string, path: string, sending?: Sending): Promise<Reply> {
    return send(this.cluster.urls[0] ?? "", method, path, sending);
  }

  async stop(): Promise<void> {
    await this.actions.stop();
    await this.cluster.stop();
    for (const link of this.links) link.shut();
    await this.servers.stop();
  }
}
