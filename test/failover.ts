import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { startCluster } from "../cli/cluster/cluster.ts";
import { discoverServices } from "../cli/cluster/plan.ts";
import { startGalera } from "../cli/servers/galera.ts";
import { startServers } from "../cli/servers/index.ts";
import { type Link, makeLinks } from "../cli/servers/links.ts";
import { startNatsCluster } from "../cli/servers/nats-cluster.ts";
import { ask, startRedisSentinel } from "../cli/servers/redis-nodes.ts";
import type { ServerCluster } from "../cli/servers/server-cluster.ts";
import { signToken } from "../services/auth/tokens.ts";
import { Client } from "./support/load.ts";
import { testMariadb } from "./support/servers.ts";
import { until } from "./support/until.ts";
import { assertNoDeadLetters } from "./support/upgrade/dead-letters.ts";
import { Shoppers } from "./support/upgrade/shoppers.ts";

// `npm run test:failover`: 16 clients send 2,000 requests with idempotency keys while nodes of NATS, Galera and Redis are
// killed, three times each; with `--cut` a node of NATS and one of Galera are cut off for 30 s instead. What was answered
// must be in the database, once. It is no part of CI; its figures are in docs/engines.md.
const cuts = process.argv.includes("--cut");
const [clients, operations] = [16, Number(process.env.OPERATIONS ?? 2_000)];
const env = { NODE_ENV: "development", RATE_LIMIT: "off", LOG_LEVEL: "error", SERVICEDIR: "services" };

const ends: (() => Promise<void>)[] = [];
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const end of ends.reverse()) await end().catch(console.error);
  process.exit();
}

async function main(): Promise<void> {
  const links = cuts ? await linksOf() : undefined;
  const nats = await started(startNatsCluster(3, links?.nats));
  const galera = await started(startGalera(3, testMariadb, links?.galera));
  const redis = await started(startRedisSentinel());
  const none = await started(startServers({ only: [] }));
  const servers = { ...none, natsUrl: nats.url, databaseUrl: galera.url, redisUrl: redis.url };
  const core = discoverServices().filter((name) => name !== "api" && name !== "orchestra");
  const services = ["api", "orchestra", core.join()];
  const product = await started(startCluster({ servers, services, env, log: sayTrouble, readyTimeout: 120_000 }));
  const url = product.urls[0] ?? "";
  const client = new Client(url, merchant());
  const answered: number[] = [];
  const shoppers = await Shoppers.of(async (method, path, body, as) => {
    const outcome = await client.insist(method, path, body, 90_000, as);
    answered.push(performance.now());
    return outcome;
  }, url);
  const faults = links ? cutEach(links) : killEach({ nats, galera, redis });
  const shopping = shoppers.shop(clients);
  for (const [at, { name, run }] of faults.entries()) {
    await until(() => shoppers.requests > ((at + 1) * operations) / (faults.length + 2), 240_000);
    const since = performance.now();
    await run();
    await until(() => answered.some((each) => each > since + 1_000), 60_000);
    console.log(`${name}: ${(gapAfter(answered, since) / 1_000).toFixed(1)} s without an answer at most`);
  }
  await until(() => shoppers.requests > operations, 240_000);
  shoppers.stop();
  await shopping;
  console.log(`${shoppers.requests} requests, ${shoppers.done.length} orders; answers`, client.count());
  console.log(`the longest request took ${(client.longest() / 1_000).toFixed(1)} s`);
  await untilNothingRuns(galera.url);
  await shoppers.assertWhole(url);
  await assertOnce(galera, shoppers);
  await assertNoDeadLetters(galera.nodes[0]?.url ?? "");
  expect(client.wrong()).to.deep.equal([]);
  console.log("Nothing is lost, nothing is doubled.");
}

// The gateway greets developers.
function sayTrouble(line: string): void {
  if (/"level":(50|60)/.test(line)) console.error(line.slice(0, 500));
}

async function started<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  ends.push(() => server.stop());
  return server;
}

function merchant() {
  const claims = { sub: "user_failover", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
  return { Authorization: `Bearer ${signToken("merchant", claims, 3_600)}` };
}

interface Fault {
  name: string;
  run(): Promise<void>;
}

function killEach({ nats, galera, redis }: Record<"nats" | "galera" | "redis", ServerCluster>): Fault[] {
  const kill = (name: string, { nodes }: ServerCluster, at: number): Fault => ({
    name: `${name} ${at + 1} killed`,
    run: async () => {
      await nodes[at]?.kill();
      // It comes back while the others serve.
      void wait(4_000).then(() => nodes[at]?.start());
    },
  });
  return [0, 1, 2].flatMap((at) => [
    kill("node of NATS", nats, at),
    kill("node of Galera", galera, at),
    { name: `master of Redis killed (${at + 1})`, run: () => killMaster(redis) },
  ]);
}

async function killMaster({ nodes }: ServerCluster): Promise<void> {
  const isMaster = async ({ url }: { url: string }) =>
    String(await ask(url, ["role"]).catch(() => "")).startsWith("master");
  const masters = await Promise.all(nodes.slice(0, 3).map(isMaster));
  const master = nodes[masters.indexOf(true)];
  await master?.kill();
  void wait(8_000).then(() => master?.start());
}

async function linksOf(): Promise<{ nats: Link[]; galera: Link[] }> {
  const [one, other] = [await makeLinks(3, 1), await makeLinks(3, 2)];
  ends.push(one.remove, other.remove);
  return { nats: one.links, galera: other.links };
}

// The host that the processes are connected to is the first of each.
function cutEach({ nats, galera }: { nats: Link[]; galera: Link[] }): Fault[] {
  return Object.entries({ NATS: nats, Galera: galera }).map(([name, links]) => ({
    name: `the first node of ${name} cut off for 30 s`,
    run: async () => {
      await links[0]?.cut();
      await wait(30_000);
      await links[0]?.mend();
    },
  }));
}

/** The longest time between two answers in the 35 seconds after a fault. */
function gapAfter(answered: number[], since: number): number {
  const times = [since, ...answered.filter((each) => each >= since && each < since + 35_000).sort((a, b) => a - b)];
  return Math.max(...times.slice(1).map((each, at) => each - (times[at] ?? 0)));
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  for (let tried = 0; ; tried++)
    try {
      const host = url.replace(
        /@([^/]+)/,
        (_, hosts: string) => `@${hosts.split(",").at(tried % hosts.split(",").length)}`,
      );
      const connection = await createConnection(host);
      // A node that was away may still apply what the others have committed.
      await connection.query("SET SESSION wsrep_sync_wait = 1");
      return await connection
        .query<RowDataPacket[]>(sql, values)
        .then(([rows]) => rows)
        .finally(() => connection.end());
    } catch (error) {
      if (tried > 30) throw error;
      await wait(1_000);
    }
}

async function untilNothingRuns(url: string): Promise<void> {
  const open =
    "SELECT state, COUNT(*) AS found FROM workflow_runs WHERE state NOT IN ('completed', 'failed') GROUP BY state";
  await until(async () => (await query(url, open)).length === 0, 60_000).catch(async () => {
    throw new Error(`Workflows have not ended: ${JSON.stringify(await query(url, open))}`);
  });
}

/** Holds that each customer is there and has one order, on each node. */
async function assertOnce({ nodes }: ServerCluster, { customers }: Shoppers): Promise<void> {
  for (const { url } of nodes) {
    const rows = await query(
      url,
      "SELECT customer_id, public_id, status, created_at FROM orders WHERE customer_id IN (?)",
      [customers],
    );
    const wrong = customers
      .map((id) => rows.filter(({ customer_id }) => customer_id === id))
      .map((orders, at) => ({ id: customers[at], orders }))
      .filter(({ orders }) => orders.length !== 1);
    expect(wrong, url.replace(/:[^:@]*@/, "@")).to.deep.equal([]);
  }
}
