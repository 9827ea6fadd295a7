import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { Poster } from "../../../../services/webhooks/workers/poster.ts";
import { until } from "../../../support/until.ts";

const [ok, empty] = ["HTTP/1.1 200 OK\r\n", "Content-Length: 0\r\n\r\n"];

describe("answers of endpoints, byte by byte", () => {
  let server: Server;
  let respond: (socket: Socket) => unknown = () => undefined;
  let poster: Poster;
  const open = new Set<Socket>();
  before(async () => {
    server = createServer((socket) => {
      open.add(socket);
      socket.on("error", () => undefined).on("close", () => open.delete(socket));
      socket.on("data", (part) => {
        if (part.toString().endsWith("{}")) respond(socket);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    poster = new Poster({ total: 600 });
  });
  after(async () => {
    await poster.close();
    for (const socket of open) socket.destroy();
    server.close();
  });
  const post = async (answer: string | ((socket: Socket) => unknown)) => {
    respond = typeof answer === "string" ? (socket) => socket.write(answer) : answer;
    const { port } = server.address() as AddressInfo;
    return poster.to(`http://127.0.0.1:${port}/hook`)({ "content-type": "application/json" }, "{}");
  };
  /** Writes a text a byte at a time, until the connection ends. */
  const slowly = (text: string, everyMs: number) => async (socket: Socket) => {
    for (const byte of text) {
      if (socket.destroyed) return;
      socket.write(byte);
      await wait(everyMs);
    }
  };
  const isGood = async () => expect(await post(ok + empty)).to.include({ status: 200, error: null });

  it("end at the deadline where headers come a byte at a time", async () => {
    const { status, error, duration_ms } = await post(slowly(`${ok}X-Long: ${"x".repeat(1_000)}`, 20));
    expect([status, error]).to.deep.equal([null, "No answer within 0.6 s."]);
    expect(duration_ms).to.be.below(2_000);
    await isGood();
  });

  it("are what their status says where the body comes a byte at a time, and are read until the deadline", async () => {
    const { status, error, duration_ms } = await post((socket) => {
      socket.write(`${ok}Content-Length: 1000\r\n\r\n`);
      return slowly("x".repeat(1_000), 20)(socket);
    });
    expect([status, error]).to.deep.equal([200, null]);
    expect(duration_ms).to.be.below(2_000);
    await isGood();
  });

  it("are what their status says where the connection is reset after it", async () => {
    const reset = (socket: Socket) => {
      socket.write(`${ok}Content-Length: 1000\r\n\r\nhalf`);
      setTimeout(() => socket.resetAndDestroy(), 50);
    };
    expect(await post(reset)).to.include({ status: 200, error: null });
    const { status, error } = await post((socket) => socket.resetAndDestroy());
    expect(status).to.equal(null);
    expect(error).to.match(/ECONNRESET|UND_ERR_SOCKET|other side closed/);
    await isGood();
  });

  it("may have information before them, and may not switch to another protocol", async () => {
    expect(await post(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${ok}${empty}`)).to.include({ status: 200 });
    const switched = await post("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    expect(switched.status).to.be.oneOf([null, 101]);
    await isGood();
  });

  it("of 204 with a body are a success, and what follows spoils no other delivery", async () => {
    expect(await post("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello")).to.include({ status: 204 });
    await isGood();
    expect(await post(`HTTP/1.1 204 No Content\r\n\r\n${ok}Content-Length: 3\r\n\r\nbad`)).to.include({ status: 204 });
    const next = await post(`${ok}Content-Length: 4\r\n\r\ngood`);
    if (next.status !== null) expect(next.answer).to.equal("good");
    await isGood();
  });

  it("are refused where their headers are larger than 16 KiB, or no HTTP", async () => {
    const large = await post(`${ok}X-Large: ${"x".repeat(20_000)}\r\n${empty}`);
    expect(large.status).to.equal(null);
    expect(large.error).to.match(/Headers Overflow|UND_ERR_HEADERS_OVERFLOW/i);
    const strange = await post("SSH-2.0-OpenSSH_9.2\r\n");
    expect(strange.status).to.equal(null);
    expect(strange.error?.length).to.be.within(1, 255);
    await isGood();
  });

  it("that are compressed or not text are kept as they are, and never unpacked", async () => {
    const body = "\x1f\x8b\x08";
    const { status, answer } = await post(
      `${ok}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(status).to.equal(200);
    expect(answer?.length).to.be.below(10);
  });

  it("wait for no others of the same origin, however many hang there", async () => {
    const hanging = Array.from({ length: 30 }, () => post(() => undefined));
    await until(() => open.size >= 30);
    await isGood();
    const outcomes = await Promise.all(hanging);
    expect(outcomes.map(({ error }) => error)).to.deep.equal(Array(30).fill("No answer within 0.6 s."));
  });
});
