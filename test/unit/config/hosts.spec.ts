import { execFile } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { promisify } from "node:util";
import { expect } from "chai";
import { DatabaseHosts, refusesToServe } from "../../../config/database-hosts.ts";
import { splitUrls } from "../../../config/env-values.ts";
import { until } from "../../support/until.ts";

const run = promisify(execFile);

describe("URLs of several hosts", () => {
  it("may say scheme, user and path once, or with each host", () => {
    expect(splitUrls("nats://u:p@a:4222,b:4222")).to.deep.equal(["nats://u:p@a:4222", "nats://u:p@b:4222"]);
    expect(splitUrls("nats://u:p@a:4222,nats://b:4222")).to.deep.equal(["nats://u:p@a:4222", "nats://b:4222"]);
    expect(splitUrls("mysql://u:p,w@a:1,b/name?ssl-mode=REQUIRED")).to.deep.equal([
      "mysql://u:p,w@a:1/name?ssl-mode=REQUIRED",
      "mysql://u:p,w@b/name?ssl-mode=REQUIRED",
    ]);
  });

  it("lead to the first host that takes a connection, and stay there", async () => {
    const [first, second] = [await listen(), await listen()];
    const portOf = (server: Server) => (server.address() as AddressInfo).port;
    const [one, other] = [portOf(first), portOf(second)];
    const hosts = new DatabaseHosts([`mysql://127.0.0.1:${one}/x`, `mysql://127.0.0.1:${other}/x`]);
    expect((await hosts.choose()).port).to.equal(one);
    first.close();
    await once(first, "close");
    expect((await hosts.choose()).port).to.equal(other);
    const again = createServer().listen(one, "127.0.0.1");
    await once(again, "listening");
    expect((await hosts.choose()).port).to.equal(other);
    const left = await hosts.choose();
    hosts.leave(left);
    // Another connection to the same host.
    hosts.leave(left);
    expect((await hosts.choose()).port).to.equal(one);
    again.close();
    second.close();
  });

  it("are looked into only while nothing comes from them, and ever more seldom: a server counts that as failures", async () => {
    const { hosts, peers, stop } = await connected();
    const look = async (times: number) => {
      for (let time = 0; time < times; time++) await hosts.look();
      await once(connect(peers.port, "127.0.0.1"), "connect");
      // The looks came before this connection, so they have been counted.
      return until(() => peers.length).then(() => peers.length);
    };
    for (let time = 0; time < 20; time++) {
      const before = peers.client.bytesRead;
      peers[0]?.write("x");
      await until(() => peers.client.bytesRead > before);
      await hosts.look();
    }
    const after = await look(0);
    expect(after).to.be.below(5);
    expect((await look(2 * 3_600)) - after).to.be.within(2, 40);
    stop();
  });

  it("are left when they are cut off, the only one too: its name may lead elsewhere by then", async () => {
    const { hosts, peers, server, stop } = await connected();
    await hosts.look();
    await hosts.look();
    expect(peers.client.destroyed).to.equal(false);
    // It takes no connections, and those that are there stay open.
    server.close();
    const failed = once(peers.client, "error");
    await until(async () => (await hosts.look()) ?? peers.client.destroyed);
    expect((await failed)[0]).to.include({ code: "ETIMEDOUT" });
    stop();
  });

  it("are left when one takes a connection and serves nobody, in offline mode or hanging", async function () {
    this.timeout(60_000);
    const offline = packetOf("\xd8\x0b#HY000The server is currently in offline mode");
    const servers = await Promise.all([listen(), listen(), listen()]);
    let last = 0;
    for (const server of servers) server.on("connection", (peer) => peer.on("error", () => undefined));
    servers[0]?.on("connection", (peer) => peer.end(offline));
    servers[2]?.on("connection", (peer) => peer.end(offline) && last++);
    const hosts = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`);
    const env = { ...process.env, DATABASE_URL: `mysql://shop:secret@${hosts.join()}/x`, LOG_LEVEL: "fatal" };
    const { stdout } = await run(process.execPath, ["test/support/engines/try-database.ts"], { env });
    for (const server of servers) server.close();
    expect(stdout.split("\n").map((said) => said.replace(/:.*/, ""))).to.deep.equal([
      "takes no connections",
      "does not answer in time",
      "takes no connections",
      "",
    ]);
    expect(last).to.be.above(0);
  });

  it("are left when a node has no quorum or takes no writes, and not for what a statement is to blame for", () => {
    expect(["ER_UNKNOWN_COM_ERROR", "ER_OPTION_PREVENTS_STATEMENT"].map(refusesToServe)).to.deep.equal([true, true]);
    expect(["ER_DUP_ENTRY", "ER_LOCK_DEADLOCK", ""].map(refusesToServe)).to.deep.equal([false, false, false]);
  });
});

// An error, which a server sends in the place of its greeting.
function packetOf(error: string): Buffer {
  const body = Buffer.from(`\xff${error}`, "latin1");
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

async function connected() {
  const server = await listen();
  const { port } = server.address() as AddressInfo;
  const client = connect(port, "127.0.0.1").resume();
  const peers = Object.assign([] as Socket[], { client, port });
  server.on("connection", (peer) => peers.push(peer.on("error", () => undefined)));
  await Promise.all([once(client, "connect"), once(server, "connection")]);
  const hosts = new DatabaseHosts([`mysql://127.0.0.1:${port}/x`]);
  hosts.keep({ stream: client });
  const stop = () => {
    for (const each of [client, ...peers]) each.destroy();
    server.close();
  };
  return { hosts, peers, server, stop };
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
