import { expect } from "chai";
import { Redis } from "ioredis";
import { ulid } from "ulid";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { type StrictEngines, startStrictEngines } from "../support/engines/strict.ts";
import { Client } from "../support/load.ts";
import { demo } from "../support/load-cluster.ts";
import { type LoadProcess, makeProcess } from "../support/load-process.ts";
import { until } from "../support/until.ts";
import { Shoppers } from "../support/upgrade/shoppers.ts";

describe("engines with odd settings, and users with the rights of docs/engines.md alone", function () {
  this.timeout(240_000);
  let engines: StrictEngines;
  let processes: LoadProcess[];
  let client: Client;
  const url = () => processes[0]?.url ?? "";

  before(async () => {
    engines = await startStrictEngines();
    const others = discoverServices().filter((name) => name !== "api");
    processes = await Promise.all(["api", others.join()].map((SERVICES) => makeProcess({ ...engines.urls, SERVICES })));
    for (const each of processes) each.start();
    await processes[0]?.untilReady(200_000);
    client = new Client(url(), demo.merchant());
  });
  after(async () => {
    await Promise.all(processes?.map((each) => each.stop(15_000)) ?? []);
    await engines?.stop();
  });

  it("carry whole lives of orders", async () => {
    const shoppers = await Shoppers.of(
      (method, path, body, as) => client.insist(method, path, body, 60_000, as),
      url(),
    );
    const shopping = shoppers.shop(4);
    await shoppers.more(8);
    shoppers.stop();
    await shopping;
    await shoppers.assertWhole(url());
    expect(client.wrong()).to.deep.equal([]);
    expect(await problems()).to.equal(undefined);
  });

  it("keep text as it was sent, and take none of it for a part of a statement", async () => {
    for (const first_name of ["\\", "\\' OR 1 = 1 -- x", '\\" OR 1 = 1 -- x', "Zoë 李 😀", "a || b"]) {
      const email = `${Buffer.from(first_name).toString("hex")}@example.com`;
      const { status, body } = await client.insist("POST", `${demo.base}/customers`, { email, first_name });
      expect([status, body.first_name]).to.deep.equal([201, first_name]);
      expect((await read(`/customers/${body.id}`)).first_name).to.equal(first_name);
      expect((await read(`/orders?search=${encodeURIComponent(first_name)}`)).data).to.deep.equal([]);
    }
    expect((await read("/orders?limit=8")).data).to.have.length(8);
  });

  it("are named by /health/ready while Redis has no memory or refuses a right, and requests are answered", async () => {
    const redis = new Redis(engines.servers.redisUrl);
    try {
      const broken: [break_: string[], mend: string[], sentence: RegExp][] = [
        [
          ["CONFIG", "SET", "maxmemory", "1", "maxmemory-policy", "noeviction"],
          ["CONFIG", "SET", "maxmemory", "0"],
          /no memory/,
        ],
        [
          ["ACL", "SETUSER", "shop", "-eval"],
          ["ACL", "SETUSER", "shop", "+eval"],
          /^refuses this user a right.*'eval'/,
        ],
      ];
      for (const [breaking, mending, sentence] of broken) {
        await redis.call(...(breaking as [string]));
        await until(async () => sentence.test((await askOnce()).redis ?? ""), 20_000);
        await redis.call(...(mending as [string]));
        await until(async () => !(await askOnce()).redis, 20_000);
      }
    } finally {
      redis.disconnect();
    }
    expect(client.wrong()).to.deep.equal([]);
  });

  it("start again without the rights to create and change tables, where these are as the release has them", async () => {
    await engines.asRoot("REVOKE CREATE, ALTER, DROP, INDEX ON `seller_orchestra`.* FROM shop@'%'");
    const isReady = async () => (await fetch(`${url()}/health/ready`)).ok;
    await processes[1]?.stop(15_000);
    // What the gateway says is as much as half a second old.
    await until(async () => !(await isReady()), 10_000);
    processes[1]?.start();
    await until(isReady, 120_000);
    await askOnce();
  });

  // A write with a key, which asks Redis for what it needs of it.
  async function askOnce(): Promise<Record<string, string>> {
    const email = `${ulid().toLowerCase()}@example.com`;
    const { status, body } = await client.once("POST", `${demo.base}/customers`, { email }, ulid());
    expect(status, JSON.stringify(body)).to.equal(201);
    return (await problems()) ?? {};
  }

  async function read(path: string) {
    const { status, body } = await client.insist("GET", `${demo.base}${path}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  }

  async function problems() {
    const health = await fetch(`${url()}/health/ready`);
    return ((await health.json()) as { engines?: Record<string, string> }).engines;
  }
});
