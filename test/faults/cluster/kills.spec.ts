import { expect } from "chai";
import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { Client, inParallel } from "../../support/load.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { Customers } from "../../support/load-customers.ts";
import { until } from "../../support/until.ts";

const kills = 20;
const chains = 1_000;

describe("a service that is killed again and again", () => {
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
  });

  it(`does each of ${2 * chains} writes once, though it is killed ${kills} times meanwhile`, async function () {
    this.timeout(600_000);
    const client = new Client(cluster.urls[0] ?? "", demo.merchant());
    const customers = new Customers(client);
    const done = () => customers.made.size + customers.changed.size;
    const service = cluster.processes.find(({ name }) => name === "customers");
    if (!service) throw new Error("No customers service runs.");
    const since = Date.now();
    const load = inParallel(chains, 24, async (index) => customers.change(await customers.make(index)));
    // Each time a part of the writes is done, so that every one of the kills is in the midst of them.
    for (let kill = 1; kill <= kills; kill++) {
      await until(() => done() >= (2 * chains * kill) / (kills + 1), 60_000);
      await service.kill("SIGKILL");
      await service.restart();
    }
    await load;
    const seconds = (Date.now() - since) / 1000;
    await customers.assertListed();
    await customers.assertLogged();
    console.log(`      ${done()} writes, ${kills} kills, ${seconds.toFixed(0)} s; tries`, client.count());
    expect(client.wrong()).to.deep.equal([]);
    expect(client.longest()).to.be.below(13_000);
  });
});
