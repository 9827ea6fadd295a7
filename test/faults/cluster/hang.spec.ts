import { expect } from "chai";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { Client, inParallel } from "../../support/load.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { Customers } from "../../support/load-customers.ts";
import { until } from "../../support/until.ts";

describe("a service that hangs", () => {
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
  });

  it("is answered for with 503 in time, while the gateway serves the rest, and goes on where it was", async function () {
    this.timeout(120_000);
    const service = cluster.processes.find(({ name }) => name === "customers");
    const client = new Client(cluster.urls[0] ?? "", demo.merchant());
    const customers = new Customers(client);
    const probe = new Client(client.url, demo.merchant());
    const pids = cluster.processes.map(({ pid }) => pid);
    await customers.make("first");
    await service?.kill("SIGSTOP");
    const writes = inParallel(40, 20, async (index) => customers.change(await customers.make(index)));
    try {
      await until(() => client.tries.filter(({ status }) => status === 503).length >= 20, 30_000);
      const events = await probe.insist("GET", `${demo.base}/events?limit=1`);
      const live = await probe.once("GET", "/health/live");
      const ready = await probe.once("GET", "/health/ready");
      expect([events.status, live.status, ready.status]).to.deep.equal([200, 200, 503]);
      expect(ready.body.services.customers).to.equal("unavailable");
    } finally {
      await service?.kill("SIGCONT");
    }
    await writes;
    await until(async () => (await probe.once("GET", "/health/ready")).status === 200);
    await customers.assertListed();
    await customers.assertLogged();
    expect(client.wrong()).to.deep.equal([]);
    expect(client.longest()).to.be.below(13_000);
    expect(cluster.processes.map(({ pid }) => pid)).to.deep.equal(pids);
  });
});
