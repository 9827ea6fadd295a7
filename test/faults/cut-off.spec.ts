import { expect } from "chai";
import { connect } from "nats";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { natsOptions } from "../../config/nats.ts";
import { openRedis } from "../../config/redis.ts";
import { Link } from "../support/network/link.ts";
import { until } from "../support/until.ts";

// A connection over which nothing comes, and which nobody ends.
describe("a server that is cut off and back", function () {
  this.timeout(60_000);
  let servers: Servers;
  before(async () => {
    servers = await startServers({ fresh: true, only: ["nats", "redis"] });
  });
  after(() => servers?.stop());

  it("is NATS: left, and found again soon after its return", async () => {
    const link = new Link(servers.natsUrl);
    const connection = await connect(natsOptions(await link.open()));
    const statuses: string[] = [];
    void (async () => {
      for await (const { type } of connection.status()) statuses.push(type);
    })();
    try {
      await link.silence("both", "taken");
      await until(() => statuses.includes("reconnecting"), 20_000);
      await link.heal({ lost: true });
      const since = performance.now();
      await until(() => statuses.includes("reconnect"), 30_000);
      expect(performance.now() - since).to.be.below(10_000);
    } finally {
      link.shut();
      await connection.close();
    }
  });

  it("is Redis: left, though the commands on their way were never answered", async () => {
    const link = new Link(servers.redisUrl);
    const client = openRedis(await link.open());
    try {
      await until(() => client.status === "ready");
      await client.set("key", "value");
      await link.silence("both", "taken");
      const lost = await client.get("key").catch((error: Error) => error.message);
      expect(lost).to.match(/timed out/);
      await link.heal({ lost: true });
      await until(() => client.get("key").catch(() => undefined), 10_000);
    } finally {
      link.shut();
      client.disconnect();
    }
  });
});
