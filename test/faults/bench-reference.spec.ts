import { assertEqual } from "../../bench/equal.ts";
import { type Server, startOurs, startReference } from "../../bench/machines.ts";
import { growing, scenarios } from "../../bench/scenarios/index.ts";
import { makeShop, migrate, type Shop, secret } from "../../bench/shops.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { testMariadb } from "../support/servers.ts";
import { installTimeout, toolsOf } from "../support/tools.ts";

describe("the bench's reference", () => {
  let servers: Servers;
  let both: [Server, Server];
  let shop: Shop;

  before(async function () {
    this.timeout(120_000 + installTimeout);
    await toolsOf("bench");
    servers = await startServers({
      only: ["mariadb"],
      fresh: true,
      mariadb: { ...testMariadb, innodb_buffer_pool_size: "256M" },
    });
    await migrate(servers.databaseUrl);
    shop = await makeShop(servers.databaseUrl, "bench", { customers: 300, orders: 800, fresh: 100, cold: 200 });
    both = await Promise.all([startOurs(servers.databaseUrl, secret), startReference(servers.databaseUrl, secret)]);
  });

  after(async () => {
    await Promise.all(both?.map((server) => server.stop()) ?? []);
    await servers?.stop();
  });

  // The lists that no load is put on too: the reference finds them by plainer queries, so they check ours.
  for (const scenario of new Set([...growing, ...scenarios])) {
    it(`answers "${scenario.name}" as the product does`, () => assertEqual(both, scenario, shop, 6));
  }
});
