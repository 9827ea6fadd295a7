import "../../../support/data-dir.ts";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { guardedServer } from "../../../../services/api/http/connections.ts";

describe("an idle connection", () => {
  it("is kept for longer than a client is told, so that a request sent in time does not meet its end", async function () {
    this.timeout(15_000);
    const server = guardedServer((_request, response) => response.end("answered"));
    server.keepAliveTimeout = 1_000;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    try {
      expect(await ask(socket)).to.match(/^keep-alive: timeout=1$/im);
      await wait(3_500);
      expect(await ask(socket)).to.contain("answered");
    } finally {
      socket.destroy();
      server.close();
    }
  });
});

async function ask(socket: Socket): Promise<string> {
  socket.write("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  const [chunk] = await once(socket, "data", { signal: AbortSignal.timeout(2_000) });
  return String(chunk);
}
