import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Servers, startServers } from "../../../cli/servers/index.ts";
import type { Parsed } from "../../support/harness/http.ts";
import { Client } from "../../support/load.ts";
import { demo, ownServers } from "../../support/load-cluster.ts";
import { embedded, type LoadProcess, makeProcess } from "../../support/load-process.ts";

const many = 10;

describe(`${many} processes of everything, started at once on one empty database`, () => {
  const herd: LoadProcess[] = [];
  let folder: string | undefined;
  let servers: Servers | undefined;

  afterEach(async function () {
    this.timeout(60_000);
    await Promise.all(herd.splice(0).map((one) => one.stop(15_000)));
    await servers?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("are all ready with one set of demo data: NATS, MariaDB, Redis", async function () {
    this.timeout(240_000);
    // A bus and a cache of their own: another test's cluster is on the others, with another database.
    servers = await startServers({ fresh: true, only: ["nats", "redis"] });
    const databaseUrl = await (await ownServers()).createDatabase(`herd_${process.pid}`);
    await startHerd(herd, { NATS_URL: servers.natsUrl, DATABASE_URL: databaseUrl, REDIS_URL: servers.redisUrl });
    await assertOneHouse(herd);
  });

  it("are all ready with one set of demo data: SQLite files", async function () {
    this.timeout(240_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-herd-"));
    await startHerd(herd, embedded(folder));
    await assertOneHouse(herd);
  });
});

async function startHerd(herd: LoadProcess[], environment: NodeJS.ProcessEnv): Promise<void> {
  for (let count = 0; count < many; count++) herd.push(await makeProcess({ ...environment, SERVICES: "" }));
  for (const one of herd) one.start();
  await Promise.all(herd.map((one) => one.untilReady(180_000)));
}

// Each answers, and all tell of the same customers, each once.
async function assertOneHouse(herd: LoadProcess[]): Promise<void> {
  const lists = await Promise.all(herd.map(({ url }) => listOf(url)));
  const [first] = lists;
  const emails = first?.data.map(({ email }: Parsed) => email) ?? [];
  expect(emails).to.not.have.length(0);
  expect(new Set(emails)).to.have.property("size", first?.pagination.total);
  for (const list of lists) expect(list).to.deep.equal(first);
  // One writes, all read.
  const [one] = herd;
  const client = new Client(one?.url ?? "", demo.merchant());
  const { body } = await client.insist("POST", `${demo.base}/customers`, { email: `herd-${process.pid}@example.com` });
  for (const { url } of herd) {
    const read = await new Client(url, demo.merchant()).once("GET", `${demo.base}/customers/${body.id}`);
    expect(read.status).to.equal(200);
  }
}

async function listOf(url: string): Promise<Parsed> {
  const { status, body } = await new Client(url, demo.merchant()).once("GET", `${demo.base}/customers?size=100`);
  expect(status).to.equal(200);
  return body;
}
