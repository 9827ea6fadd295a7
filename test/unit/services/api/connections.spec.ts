import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect } from "chai";
import { guardedServer } from "../../../../services/api/http/connections.ts";

describe("an idle connection", () => {
  it("is kept for longer than a client is told, so that a request sent in time does not meet its end", async function () {
    this.timeout(15_000);
    const answer = (_request: unknown, response: { end(text: string): void }) => response.end("answered");
    const servers = [guardedServer(answer), createServer(answer)];
    const [ours, plain] = (await Promise.all(servers.map(open))) as [Socket, Socket];
    try {
      for (const socket of [ours, plain]) expect(await ask(socket)).to.match(/^keep-alive: timeout=1$/im);
      // One of Node.js's own settings is closed by now.
      await once(plain.resume(), "close");
      expect(await ask(ours)).to.contain("answered");
    } finally {
      for (const each of [ours, plain]) each.destroy();
      for (const each of servers) each.close();
    }
  });
});

/** Has a server tell its clients one second, and connects to it. */
async function open(server: Server): Promise<Socket> {
  server.keepAliveTimeout = 1_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return connect((server.address() as AddressInfo).port, "127.0.0.1");
}

async function ask(socket: Socket): Promise<string> {
  socket.write("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  const [chunk] = await once(socket, "data", { signal: AbortSignal.timeout(2_000) });
  return String(chunk);
}
