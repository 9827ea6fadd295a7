import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { embedded, type LoadProcess, makeProcess } from "../support/load-process.ts";

const longestMs = 15_000;

describe("SIGTERM while a client has stalled", () => {
  let folder: string;
  let process: LoadProcess;
  let socket: Socket;

  beforeEach(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-stalled-"));
    process = await makeProcess(embedded(folder));
    process.start();
    await process.untilReady(60_000);
    const { hostname, port } = new URL(process.url);
    socket = connect(Number(port), hostname).on("error", () => undefined);
    await once(socket, "connect");
  });
  afterEach(async function () {
    this.timeout(30_000);
    socket.destroy();
    await process.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  });

  it("in the middle of its headers, ends the process in time", async function () {
    this.timeout(60_000);
    socket.write("GET /health/live HTTP/1.1\r\nHost: local");
    // What came on another connection behind it has been answered: the half of a header is there.
    await (await fetch(`${process.url}/health/live`)).text();
    await assertEndsInTime(process);
  });
});

async function assertEndsInTime(process: LoadProcess): Promise<void> {
  const since = Date.now();
  await process.kill("SIGTERM");
  const took = Date.now() - since;
  console.log(`      gone after ${took} ms`);
  expect(process.ends).to.deep.equal(["ended (code 0)"]);
  expect(took).to.be.below(longestMs);
}
