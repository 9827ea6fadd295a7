import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { guard } from "../../cli/servers/guard.ts";
import type { Handle } from "../../cli/servers/handle.ts";
import { ask, startRedisCluster, startRedisSentinel } from "../../cli/servers/redis-nodes.ts";
import type { ServerCluster } from "../../cli/servers/server-cluster.ts";
import { asUser, redisUser } from "../support/engines/strict.ts";
import { Client } from "../support/load.ts";
import { demo } from "../support/load-cluster.ts";
import { embedded, type LoadProcess, makeProcess } from "../support/load-process.ts";
import { until } from "../support/until.ts";
import { Shoppers } from "../support/upgrade/shoppers.ts";

// The user has the rights of docs/engines.md and no others.
for (const [title, start, rights] of [
  ["Redis with sentinels", startRedisSentinel, []],
  ["a Redis Cluster", startRedisCluster, ["+cluster|slots", "+cluster|info", "+readonly"]],
] as const)
  describe(`${title}, whose masters are killed under load`, function () {
    this.timeout(170_000);
    let redis: ServerCluster;
    let product: LoadProcess;

    before(async () => {
      redis = await start();
      const servers = redis.nodes.filter(({ url }) => new URL(url).password !== "");
      await Promise.all(servers.map(giveUser));
      const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-redis-spec-"));
      guard.folder(folder);
      product = await makeProcess({ ...embedded(folder), REDIS_URL: asUser(redis.url), RATE_LIMIT: "on" });
      product.start();
      await product.untilReady(90_000);
    });
    after(async () => {
      await product?.stop(10_000);
      await redis?.stop();
    });

    it("loses and doubles nothing, refuses by 503 alone, and serves again within seconds", async () => {
      const client = new Client(product.url, demo.merchant());
      const shoppers = await Shoppers.of(
        (method, path, body, as) => client.insist(method, path, body, 60_000, as),
        product.url,
      );
      const shopping = shoppers.shop(4);
      for (let kills = 0; kills < 2; kills++) {
        await shoppers.more(6);
        const master = await masterOf(redis);
        await master.kill();
        await shoppers.more(6);
        await master.start();
        // Servers tell each other of keys, not of users.
        await giveUser(master);
        await untilReplicates(master);
      }
      shoppers.stop();
      await shopping;
      await shoppers.assertWhole(product.url);
      expect(client.wrong()).to.deep.equal([]);
      expect(client.longest(), "ms of the longest request").to.be.below(10_000);
      console.log(`      ${shoppers.requests} requests,`, client.count());
    });

    const giveUser = ({ url }: Handle) => ask(url, redisUser(...rights));

    it("is named by /health/ready for nothing, when its user has the rights of docs/engines.md", async () => {
      const problems = async () => {
        const health = await fetch(`${product.url}/health/ready`);
        return ((await health.json()) as { engines?: Record<string, string> }).engines ?? {};
      };
      await until(async () => !(await problems()).redis, 20_000);
    });

    it("remembers what a repeated key was answered, and counts requests, after that", async () => {
      const as = demo.merchant();
      const again = () =>
        fetch(`${product.url}${demo.base}/customers`, {
          method: "POST",
          headers: { ...as, "Content-Type": "application/json", "Idempotency-Key": `redis-${title}` },
          body: JSON.stringify({ email: `${Date.now() % 7}@redis.example.com`, first_name: title }),
        });
      const first = await again();
      expect(first.headers.get("ratelimit-remaining")).to.match(/^\d+$/);
      const left = Number(first.headers.get("ratelimit-remaining"));
      expect(first.status).to.equal(201);
      const other = await again();
      expect([201, 422]).to.include(other.status);
      expect(Number(other.headers.get("ratelimit-remaining"))).to.be.at.most(left + 60);
    });
  });

async function masterOf({ nodes }: ServerCluster): Promise<Handle> {
  return until(async () => {
    for (const node of nodes) {
      if (node.pid === undefined) continue;
      const said = await ask(node.url, ["role"]).catch(() => []);
      if (Array.isArray(said) && said[0] === "master" && (said[2] as unknown[]).length > 0) return node;
    }
    return undefined;
  }, 30_000);
}

// It comes back as a replica of the one that took its place.
const untilReplicates = ({ url }: Handle) =>
  until(async () => String(await ask(url, ["info", "replication"]).catch(() => "")).includes("link_status:up"), 60_000);
