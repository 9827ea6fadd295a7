import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import { startServers } from "../../cli/servers/index.ts";
import { demo, settings } from "../support/load-cluster.ts";
import { type LoadProcess, makeProcess } from "../support/load-process.ts";
import { until } from "../support/until.ts";

// More than the buffers of a connection hold.
const customers = 150_000;
const mostGrowth = 64;

describe(`an export of ${customers} customers`, () => {
  let server: LoadProcess;
  // A reader that takes the first rows and then nothing, while the others read.
  let stalled: IncomingMessage;
  let untilCut: Promise<number>;

  before(async function () {
    this.timeout(180_000);
    const databaseUrl = await (await startServers()).createDatabase(`export_${process.pid}`);
    const environment = { NATS_URL: "", REDIS_URL: "", DATABASE_URL: databaseUrl };
    const args = ["cli/orchestra.ts", "seed", "--store", "22", "--customers", String(customers)];
    server = await makeProcess(environment);
    server.start();
    await server.untilReady(60_000);
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...settings, ...environment } });
    stalled = await startExport(server);
    const since = Date.now();
    await new Promise((resolve) => stalled.once("data", resolve));
    stalled.pause();
    // Its own side does not notice while it reads nothing.
    untilCut = until(() => !isConnected(stalled.socket), 150_000).then(() => Date.now() - since);
    untilCut.catch(() => undefined);
  });
  after(async function () {
    this.timeout(30_000);
    await server?.stop(15_000);
  });

  it("comes whole, in flat memory", async function () {
    this.timeout(120_000);
    const memory = watchMemory(server);
    const since = Date.now();
    const rows = await readAll(await startExport(server));
    const growth = memory.stop();
    console.log(`      ${Math.round((rows * 1000) / (Date.now() - since))} rows/s, ${growth.toFixed(0)} MB more`);
    // The header, and the demo's own.
    expect(rows).to.be.greaterThan(customers);
    expect(growth).to.be.below(mostGrowth);
  });

  it("is pulled no faster than it is read, and not at all once its reader has left", async function () {
    this.timeout(120_000);
    const memory = watchMemory(server);
    const before = await pagesPulled(server);
    const response = await startExport(server);
    let bytes = 0;
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      // A reader of 1 MB/s: its slowness is what is tried.
      await wait((chunk as Buffer).length / 1_000);
      if (bytes > 1_000_000) break;
    }
    const pages = await pagesPulled(server);
    response.destroy();
    const growth = memory.stop();
    console.log(`      ${pages - before} of ${before} pages pulled for ${bytes} bytes, ${growth.toFixed(0)} MB more`);
    // `before` is all of it: the whole export above.
    expect(pages - before).to.be.within(1, before * 0.75);
    expect(growth).to.be.below(mostGrowth);
    // Whatever was under way ends; then nothing more is pulled: two readings of the counter, a probe apart, agree.
    let last = pages;
    const isStill = async () => {
      const earlier = last;
      await fetch(`${server.url}/health/ready`);
      last = await pagesPulled(server);
      return last === earlier;
    };
    await until(isStill);
    expect(last - pages).to.be.below(5);
  });

  it("is cut when its reader has taken nothing for 60 seconds", async function () {
    this.timeout(180_000);
    expect(await untilCut).to.be.within(25_000, 70_000);
    stalled.destroy();
    const pages = await pagesPulled(server);
    expect((await pagesPulled(server)) - pages).to.be.at.most(1);
  });
});

function startExport({ url }: LoadProcess): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(`${url}${demo.base}/customers/csv`, { headers: demo.merchant() }, resolve).on("error", reject);
  return promise;
}

// True while the server's side of a connection is open, by the kernel's table.
function isConnected({ localPort = 0, remotePort = 0 }: IncomingMessage["socket"]): boolean {
  const hex = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  return rows.some((row) => {
    const [, local = "", remote = "", state] = row.trim().split(/\s+/);
    return local.endsWith(hex(remotePort)) && remote.endsWith(hex(localPort)) && state === "01";
  });
}

async function readAll(response: IncomingMessage): Promise<number> {
  let rows = 0;
  for await (const chunk of response) for (const byte of chunk as Buffer) if (byte === 10) rows++;
  return rows;
}

// Resident megabytes of a process, beyond what it had.
function watchMemory({ pid }: LoadProcess) {
  const read = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
  const before = read();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, read());
  }, 50);
  const stop = () => {
    clearInterval(timer);
    return Math.max(peak, read()) - before;
  };
  return { stop };
}

async function pagesPulled({ metricsUrl }: LoadProcess): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  const line = /^action_calls_total\{[^}]*action="customers\.exportPage"[^}]*\} (\d+)/m.exec(metrics);
  return Number(line?.[1] ?? Number.NaN);
}
