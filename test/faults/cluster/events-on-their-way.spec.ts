import type { Cluster } from "../../../cli/cluster/cluster.ts";
import { connectNats } from "../../../cli/servers/index.ts";
import { eventStream } from "../../../config/nats.ts";
import { Client, inParallel } from "../../support/load.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { Customers } from "../../support/load-customers.ts";

describe("events on their way", () => {
  let cluster: Cluster;
  let customers: Customers;

  beforeEach(async function () {
    this.timeout(120_000);
    cluster = await ownCluster();
    customers = new Customers(new Client(cluster.urls[0] ?? "", demo.merchant()));
  });

  it("flow again after the whole stream was wiped under its consumers", async function () {
    this.timeout(120_000);
    await inParallel(50, 8, async (index) => customers.change(await customers.make(`before.${index}`)));
    await customers.assertLogged();
    await deleteStream(cluster);
    await inParallel(50, 8, async (index) => customers.change(await customers.make(`after.${index}`)));
    await customers.assertLogged();
  });
});

async function deleteStream({ servers }: Cluster): Promise<void> {
  const connection = await connectNats(servers.natsUrl);
  try {
    await (await connection.jetstreamManager()).streams.delete(eventStream);
  } finally {
    await connection.close();
  }
}
