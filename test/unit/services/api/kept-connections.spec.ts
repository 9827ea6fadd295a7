import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { guardedServer } from "../../../../services/api/http/connections.ts";
import { until } from "../../../support/until.ts";

describe("a connection whose request was answered before its body was sent", function () {
  this.timeout(30_000);
  let server: Server;
  let socket: Socket;
  let received = "";
  before(async () => {
    // Reads no body to its end, as of an import that is refused at its first row.
    server = guardedServer((request, response) => {
      request.on("data", () => undefined).pause();
      response.end("answered");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  beforeEach(async () => {
    received = "";
    socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.on("data", (data) => {
      received += data;
    });
    await once(socket, "connect");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    await until(() => answers() === 1);
  });
  afterEach(() => socket.destroy());
  after(() => server.close());

  const answers = () => received.split("HTTP/1.1 200 OK").length - 1;

  it("serves the next requests when the body was sent after all", async () => {
    socket.write("hello");
    // Longer than the server waits for a body.
    await wait(6_000);
    expect(socket.readyState).to.equal("open");
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await until(() => answers() === 2);
    expect([answers(), socket.readyState]).to.deep.equal([2, "open"]);
  });

  it("is closed when the body is not sent", async () => {
    const since = performance.now();
    await once(socket, "close");
    expect(performance.now() - since).to.be.within(4_000, 10_000);
  });
});
