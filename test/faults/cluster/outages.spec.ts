import { expect } from "chai";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import type { Servers } from "../../../cli/servers/index.ts";
import { Client } from "../../support/load.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { Customers } from "../../support/load-customers.ts";
import { until } from "../../support/until.ts";

const outageMs = 10_000;
const deadlineMs = 13_000;

interface Outage {
  title: string;
  begin(servers: Servers): Promise<void>;
  end(servers: Servers): Promise<void>;
}

const outages: Outage[] = [
  { title: "NATS is stopped", begin: ({ nats }) => nats.stop(), end: ({ nats }) => nats.start() },
  { title: "Redis is stopped", begin: ({ redis }) => redis.stop(), end: ({ redis }) => redis.start() },
  { title: "Redis hangs", begin: ({ redis }) => redis.pause(), end: ({ redis }) => redis.resume() },
  { title: "MariaDB is stopped", begin: ({ mariadb }) => mariadb.stop(), end: ({ mariadb }) => mariadb.start() },
  { title: "MariaDB hangs", begin: ({ mariadb }) => mariadb.pause(), end: ({ mariadb }) => mariadb.resume() },
];

describe("a server that is away for ten seconds", () => {
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
  });

  for (const { title, begin, end } of outages) {
    it(`is answered by success or 503 in time, and leaves nothing undone or twice: ${title}`, async function () {
      this.timeout(180_000);
      const load = startLoad(cluster);
      const pids = pidsOf(cluster);
      await until(() => load.customers.changed.size >= 10);
      await begin(cluster.servers);
      const since = Date.now();
      // The fault itself lasts so long; nothing is waited for.
      await until(() => Date.now() - since >= outageMs, outageMs * 2);
      await end(cluster.servers);
      const recovery = await untilServing(load, Date.now());
      await load.stop();
      await load.customers.assertListed();
      await load.customers.assertLogged();
      const { client, customers } = load;
      console.log(`      ${customers.made.size + customers.changed.size} writes; tries`, client.count());
      console.log(
        `      longest ${(client.longest() / 1000).toFixed(1)} s, serving again ${recovery} ms after its return`,
      );
      expect(client.wrong()).to.deep.equal([]);
      expect(client.longest()).to.be.below(deadlineMs);
      expect(recovery).to.be.below(15_000);
      expect(pidsOf(cluster)).to.deep.equal(pids);
    });
  }
});

const pidsOf = (cluster: Cluster) => cluster.processes.map(({ name, pid }) => `${name} ${pid}`);

/** Customers made and changed, lists, single ones and events read, without a pause, until it is stopped. */
function startLoad(cluster: Cluster) {
  const client = new Client(cluster.urls[0] ?? "", demo.merchant());
  const customers = new Customers(client);
  let running = true;
  async function writes(worker: number): Promise<void> {
    for (let count = 0; running; count++) await customers.change(await customers.make(`${worker}.${count}`));
  }
  async function reads(): Promise<void> {
    while (running) {
      await client.once("GET", `${demo.base}/customers?size=5`);
      await client.once("GET", `${demo.base}/events?limit=5`);
      for (const id of [...customers.made.values()].slice(-1)) await client.once("GET", `${demo.base}/customers/${id}`);
    }
  }
  const working = Promise.all([writes(1), writes(2), writes(3), writes(4), reads(), reads()]);
  const stop = async () => {
    running = false;
    await working;
  };
  return { client, customers, stop };
}

// How long until reads and writes that began after the return are answered with success.
async function untilServing({ client }: ReturnType<typeof startLoad>, since: number): Promise<number> {
  const probe = new Client(client.url, demo.merchant());
  const fresh = new Customers(probe);
  await fresh.change(await fresh.make("probe"));
  return Date.now() - since;
}
