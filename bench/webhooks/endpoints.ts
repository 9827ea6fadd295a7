import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";

// Endpoints of apps, in a process of their own: `/good/…` answers 204, `/fails/…` 500, `/hangs/…` nothing. Asked with GET it
// answers how many deliveries each path has had, and how many of them for the first time; at `/connections`, how
// many connections are open that have posted.

interface Counted {
  all: number;
  ids: Set<string>;
}

const counts = new Map<string, Counted>();
const posting = new Set<Socket>();

const server = createServer((request, response) => {
  const path = request.url ?? "";
  if (request.method === "GET") {
    if (path === "/connections") return void response.end(String(posting.size));
    const shown = [...counts].map(([path, { all, ids }]) => [path, { all, once: ids.size }]);
    if (path === "/reset") counts.clear();
    return void response.end(JSON.stringify(Object.fromEntries(shown)));
  }
  const { socket } = request;
  if (!posting.has(socket)) socket.once("close", () => posting.delete(socket));
  posting.add(socket);
  request.resume().once("end", () => {
    const counted = counts.get(path) ?? { all: 0, ids: new Set() };
    counts.set(path, counted);
    counted.all++;
    counted.ids.add(String(request.headers["webhook-id"]));
    if (!path.startsWith("/hangs/")) response.writeHead(path.startsWith("/fails/") ? 500 : 204).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
