import { expect } from "chai";
import { type Cluster, startCluster } from "../../cli/cluster/cluster.ts";
import { discoverServices, projectRoot } from "../../cli/cluster/plan.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { untilNothingRuns } from "../support/kills/running.ts";
import { joinCluster } from "../support/load-actions.ts";
import { Balancer } from "../support/load-balancer.ts";
import { demo, sayTrouble, settings } from "../support/load-cluster.ts";
import { patientConfig, releaseBeforeFolder } from "../support/release-before.ts";
import { testMariadb } from "../support/servers.ts";
import { until } from "../support/until.ts";
import { assertNoDeadLetters } from "../support/upgrade/dead-letters.ts";
import { Shoppers } from "../support/upgrade/shoppers.ts";

const users = 4;
// Orders that are done between two replacements, so that each mixture of releases is used.
const between = 12;

const layers = ["core", "orchestra", "api"] as const;
type Layer = (typeof layers)[number];

describe("a rolling upgrade from the release before, and back", function () {
  this.timeout(600_000);
  const running = new Map<Layer, Cluster>();
  let servers: Servers;
  let older: string;
  let balancer: Balancer;

  before(async () => {
    older = await releaseBeforeFolder("sideBySide");
    servers = await startServers({ fresh: true, mariadb: testMariadb });
    for (const layer of layers) running.set(layer, await start(older, layer));
    balancer = new Balancer(urls(), demo.merchant());
    await balancer.start();
  });
  after(async () => {
    balancer?.stop();
    for (const each of running.values()) await each.stop();
    await servers?.stop();
  });

  it("fails no request, ends every workflow, and leaves every order as it was answered", async () => {
    const shoppers = await Shoppers.of((...request) => balancer.send(...request), urls()[0] ?? "");
    const shopping = shoppers.shop(users);
    const roll = async () => {
      await replaceAll(projectRoot, ["orchestra", "api"], shoppers);
      await replaceAll(older, ["api", "orchestra"], shoppers);
      await shoppers.more(between);
    };
    await roll().finally(() => shoppers.stop());
    await shopping;
    const tries = balancer.tries();
    console.log(`      ${shoppers.done.length} orders, ${tries.length} requests`);
    const actions = await joinCluster(servers.natsUrl);
    await untilNothingRuns(actions).finally(() => actions.stop());
    await shoppers.assertWhole(urls()[0] ?? "");
    await assertNoDeadLetters(servers.databaseUrl);
    expect(tries.filter(({ status }) => status < 200 || status > 299)).to.deep.equal([]);
  });

  const urls = () => running.get("api")?.urls ?? [];

  async function start(root: string, layer: Layer): Promise<Cluster> {
    const core = discoverServices(root).filter((name) => name !== "api" && name !== "orchestra");
    const services = [layer === "core" ? core.join() : layer];
    const config = await patientConfig(root);
    return startCluster({ root, config, servers, services, env: settings, log: sayTrouble, readyTimeout: 120_000 });
  }

  /** The core services of a release start beside the others, which end last: until then each finds what it calls. */
  async function replaceAll(root: string, above: Layer[], shoppers: Shoppers): Promise<void> {
    const core = await start(root, "core");
    for (const layer of above) {
      await shoppers.more(between);
      const next = await start(root, layer);
      balancer.add(next.urls);
      await until(() => next.urls.every((url) => balancer.ready.has(url)), 60_000);
      await end(layer, next, shoppers);
    }
    await shoppers.more(between);
    await end("core", core, shoppers);
  }

  async function end(layer: Layer, next: Cluster, { done }: Shoppers): Promise<void> {
    await running.get(layer)?.stop();
    running.set(layer, next);
    console.log(`      ${layer} is replaced after ${done.length} orders`);
  }
});
