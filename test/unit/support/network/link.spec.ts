import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { Link } from "../../../support/network/link.ts";
import { until } from "../../../support/until.ts";

describe("a link of the tests", () => {
  let server: Server;
  let arrived: string;
  let link: Link;
  let port: number;
  const clients: Socket[] = [];

  beforeEach(async () => {
    arrived = "";
    server = createServer((peer) => {
      peer.on("error", () => undefined);
      peer.on("data", (piece) => {
        arrived += piece;
        peer.write(piece);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    link = new Link(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
    port = Number(new URL(await link.open()).port);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    link.shut();
    server.close();
  });

  function open() {
    const client = Object.assign(connect(port, "127.0.0.1"), { said: "", failed: "" });
    client.on("data", (piece) => {
      client.said += piece;
    });
    client.on("error", ({ code }: Error & { code?: string }) => {
      client.failed = String(code);
    });
    clients.push(client);
    return client;
  }

  async function talking() {
    const client = open();
    client.write("hello ");
    await until(() => client.said === "hello ");
    return client;
  }

  it("holds what is sent while it is silent, and delivers it afterwards", async () => {
    const client = await talking();
    await link.silence();
    client.write("world");
    const late = open();
    await wait(100);
    expect([arrived, late.readyState]).to.deep.equal(["hello ", "opening"]);
    await link.heal();
    await until(() => client.said === "hello world");
    await until(() => late.readyState === "open");
  });

  it("carries requests and no answers, and forgets its connections when asked to", async () => {
    const client = await talking();
    await link.silence("answers", "taken");
    client.write("world");
    await until(() => arrived === "hello world");
    await link.heal({ lost: true });
    await talking();
    client.write("!");
    await wait(100);
    expect([client.said, client.failed, arrived]).to.deep.equal(["hello ", "", "hello worldhello "]);
  });

  it("loses the answer to one request on one connection", async () => {
    const [client, other] = [await talking(), await talking()];
    const lost = link.loseAnswerTo("COMMIT");
    client.write("COMMIT");
    await lost;
    other.write("COMMIT");
    await until(() => other.said.endsWith("COMMIT"));
    expect([client.said, arrived]).to.deep.equal(["hello ", "hello hello COMMITCOMMIT"]);
  });

  it("is late, and narrow", async () => {
    link.slow({ delayMs: 100, bytesPerSecond: 1_000 });
    const since = performance.now();
    const client = open();
    client.write("x".repeat(100));
    await until(() => client.said.length === 100);
    expect(performance.now() - since).to.be.within(390, 2_000);
  });

  it("resets connections, in the middle of a piece too", async () => {
    const [client, other] = [await talking(), await talking()];
    arrived = "";
    link.reset({ inPiece: true });
    client.write("12345678");
    await until(() => client.failed === "ECONNRESET");
    expect([arrived, other.failed]).to.deep.equal(["1234", ""]);
    link.reset();
    await until(() => other.failed === "ECONNRESET");
    await talking();
  });
});
