import { expect } from "chai";
import { ulid } from "ulid";
import { ServiceProcess } from "../../cli/cluster/process.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { findFreePorts } from "../../cli/servers/ports.ts";
import { Client } from "../support/load.ts";
import { demo, settings } from "../support/load-cluster.ts";
import { testMariadb } from "../support/servers.ts";
import { until } from "../support/until.ts";

describe("engines that do not serve", function () {
  this.timeout(170_000);
  const started: ServiceProcess[] = [];
  let servers: Servers;

  before(async () => {
    servers = await startServers({ fresh: true, mariadb: testMariadb });
  });
  after(async () => {
    await Promise.all(started.map((each) => each.stop(10_000)));
    await servers?.stop();
  });

  it("end a start after a minute, with the sentence that says which and why", async () => {
    const [closed = 0] = await findFreePorts(1);
    const wrong = (url: string) => url.replace(/:[^:@/]+@/, ":wrong@");
    const cases: [env: NodeJS.ProcessEnv, sentence: RegExp][] = [
      [
        { DATABASE_URL: `mysql://a:b@127.0.0.1:${closed}/c` },
        /DATABASE_URL: the server does not answer: nothing listens/,
      ],
      [
        { DATABASE_URL: "mysql://a:b@no.such.host.invalid/c" },
        /DATABASE_URL: the server has a host name that is not known/,
      ],
      [{ DATABASE_URL: wrong(servers.databaseUrl) }, /DATABASE_URL: the server refuses the user or the password/],
      [{ NATS_URL: wrong(servers.natsUrl) }, /NATS_URL: the server refuses the user or the password/],
      [{ NATS_URL: `nats://127.0.0.1:${closed}` }, /NATS_URL: the server does not answer: nothing listens/],
    ];
    const since = Date.now();
    const said = await Promise.all(cases.map(async ([env]) => (await begin(env)).untilEnded()));
    for (const [at, [, sentence]] of cases.entries()) {
      const lines = said[at] ?? [];
      expect(
        lines.find((line) => sentence.test(line)),
        lines.join("\n"),
      ).to.match(/was waited for 60 seconds/);
      // Said at once, and not only in the end.
      expect(lines.findIndex((line) => /"level":40/.test(line))).to.be.within(0, lines.length - 2);
    }
    expect(Date.now() - since).to.be.within(59_000, 120_000);
  });

  it("hold up a start until they serve, and are named by /health/ready and the log when they end", async () => {
    await servers.mariadb.stop();
    const { process, lines } = await begin({ DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl });
    await until(() => lines.some((line) => /The database does not answer: nothing listens there/.test(line)), 60_000);
    await servers.mariadb.start();
    await process.untilReady(60_000);
    await servers.redis.kill();
    await until(async () => (await health(process.url)).engines?.redis, 20_000);
    expect((await health(process.url)).status).to.equal("ready");
    await servers.mariadb.kill();
    await until(async () => (await health(process.url)).engines?.database, 20_000);
    const { status, services, engines } = await health(process.url);
    expect([status, services.orders, engines?.database]).to.deep.equal([
      "not_ready",
      "unavailable",
      "does not answer: nothing listens there",
    ]);
    const client = new Client(process.url, demo.merchant());
    await client.once("POST", `${demo.base}/customers`, { email: "away@example.com" }, ulid());
    expect(client.tries[0]).to.include({ status: 503, retryAfter: "1" });
    expect(client.longest()).to.be.below(10_500);
    await servers.mariadb.start();
    const isWell = ({ status, engines }: Health) => status === "ready" && engines?.database === undefined;
    await until(async () => isWell(await health(process.url)), 30_000);
  });

  async function begin(environment: NodeJS.ProcessEnv) {
    const [port, metrics] = await findFreePorts(2);
    const lines: string[] = [];
    const process = new ServiceProcess({
      name: "all",
      index: 1,
      url: `http://127.0.0.1:${port}`,
      metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
      env: {
        ...globalThis.process.env,
        ...settings,
        NATS_URL: "",
        DATABASE_URL: "",
        REDIS_URL: "",
        ...environment,
        PORT: String(port),
        METRICS_PORT: String(metrics),
      },
      autoRestart: false,
      log: (line) => lines.push(line),
    });
    started.push(process);
    process.start();
    const untilEnded = async () => {
      await until(() => lines.some((line) => / ended \(code 1\)/.test(line)), 120_000);
      return lines;
    };
    return { process, lines, untilEnded };
  }
});

interface Health {
  status: string;
  services: Record<string, string>;
  engines?: Record<string, string>;
}

const health = async (url: string) => (await fetch(`${url}/health/ready`)).json() as Promise<Health>;
