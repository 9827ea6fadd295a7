import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Client } from "../../support/load.ts";
import { demo, ownCluster } from "../../support/load-cluster.ts";
import { Customers } from "../../support/load-customers.ts";
import { embedded, type LoadProcess, makeProcess } from "../../support/load-process.ts";
import { until } from "../../support/until.ts";

// One second of notice, and what was under way; well before it would be killed.
const drainMs = 8_000;

describe("SIGTERM under load", () => {
  let folder: string;
  let process: LoadProcess | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-drain-"));
  });
  after(async function () {
    this.timeout(30_000);
    await process?.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  });

  it("lets the one process finish what it took, and loses nothing", async function () {
    this.timeout(120_000);
    process = await makeProcess(embedded(folder));
    process.start();
    await process.untilReady(60_000);
    const drained = await drainUnderLoad(process);
    await process.restart();
    await drained.assertListed(process.url);
    await process.stop(15_000);
  });

  it("does not wait for connections that never carried a request", async function () {
    this.timeout(120_000);
    process = await makeProcess(embedded(folder));
    process.start();
    await process.untilReady(60_000);
    await Promise.all(Array.from({ length: 10 }, () => connectTo(process?.url ?? "")));
    const since = Date.now();
    await process.kill("SIGTERM");
    expect(process.ends).to.deep.equal(["ended (code 0)"]);
    expect(Date.now() - since).to.be.below(drainMs);
  });

  it("lets a gateway beside others finish what it took, and loses nothing", async function () {
    this.timeout(180_000);
    const { servers, databaseUrl, urls } = await ownCluster();
    const where = { NATS_URL: servers.natsUrl, DATABASE_URL: databaseUrl, REDIS_URL: servers.redisUrl };
    const gateway = await makeProcess({ ...where, SERVICES: "api" });
    gateway.start();
    await gateway.untilReady(60_000);
    const drained = await drainUnderLoad(gateway);
    await drained.assertListed(urls[0] ?? "");
  });
});

/** Opens a connection and sends nothing over it, as a pool of connections does. */
async function connectTo(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  await once(socket, "connect");
}

/** Ends a process under writes and probes; what it answered is all that was done. */
async function drainUnderLoad(process: LoadProcess) {
  const client = new Client(process.url, demo.merchant());
  const customers = new Customers(client);
  const readiness: number[] = [];
  async function write(worker: number): Promise<void> {
    for (let count = 0; ; count++) {
      const email = `${customers.prefix}.${worker}.${count}@example.com`;
      const { status, body } = await client.once("POST", `${demo.base}/customers`, { email });
      if (status !== 201) return;
      customers.made.set(email, body.id);
    }
  }
  async function probe(): Promise<void> {
    const prober = new Client(process.url, {});
    while (readiness.at(-1) !== 0) readiness.push((await prober.once("GET", "/health/ready")).status);
  }
  const load = Promise.all([probe(), ...Array.from({ length: 12 }, (_, worker) => write(worker))]);
  await until(() => customers.made.size >= 50, 30_000);
  const atSignal = customers.made.size;
  const since = Date.now();
  await process.kill("SIGTERM");
  const took = Date.now() - since;
  await load;
  expect(process.ends).to.deep.equal(["ended (code 0)"]);
  expect(took).to.be.below(drainMs);
  expect(customers.made.size).to.be.greaterThan(atSignal);
  // Ready (but for a busy moment), then not, then gone; and each request was answered or never taken.
  expect(readiness.join(" ")).to.match(/^(200 |503 )*200 (503 )+0$/);
  expect(new Set(client.tries.map(({ status }) => status))).to.deep.equal(new Set([201, 0]));
  console.log(
    `      gone after ${took} ms; ${customers.made.size - atSignal} of ${customers.made.size} answered after the signal`,
  );
  return {
    assertListed: (url: string) => customers.assertListed(new Client(url, demo.merchant())),
  };
}
