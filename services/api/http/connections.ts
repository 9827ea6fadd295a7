import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { env } from "../../../config/env.ts";
import { createServer } from "../../../config/node-http.ts";

/** How long a client may take to send the headers of a request, or its body, in milliseconds. */
export const sendingMs = 10_000;

/**
 * After twice this time at most, a connection that takes nothing of an answer is destroyed: Node's timer of a socket is
 * renewed once by what was written before.
 */
export const stalledMs = 30_000;

/** Connections of one address at once, where clients are not behind a proxy that shows its own. */
const mostOfAddress = 1_000;

/**
 * The gateway's HTTP server. It destroys connections that send too slowly, take nothing of an answer, or are too many.
 */
export function guardedServer(listener: RequestListener): Server {
  // Node looks for slow connections at an interval, of 30 s by default.
  const server = createServer({ connectionsCheckingInterval: 1_000 }, listener);
  server.keepAliveTimeout = 65_000;
  // A client that is told 65 s may send its next request at the end of them, and be held up on the way: closed at that
  // moment, its connection would answer nothing, and it could not know whether the request was carried out.
  server.keepAliveTimeoutBuffer = 5_000;
  server.headersTimeout = sendingMs;
  // Uploads take longer than other bodies, which `read` limits.
  server.requestTimeout = 30_000;
  // Fires when nothing moves in either direction. A request that may take longer sets its own.
  server.timeout = 75_000;
  server.maxConnections = env.MAX_CONNECTIONS;
  server.on("request", closeUnread);
  if (env.TRUST_PROXY === 0) limitByAddress(server);
  return server;
}

/** After an answer that came before all of its request was sent, the client gets a moment to send the rest. */
function closeUnread(request: IncomingMessage, response: ServerResponse): void {
  response.once("finish", () => {
    if (request.complete) return;
    // What nobody reads has no end; once it was sent whole, its connection may be at the next request.
    const late = setTimeout(() => request.complete || request.socket.destroy(), unreadMs);
    request.once("end", () => clearTimeout(late)).once("close", () => clearTimeout(late));
  });
}

const unreadMs = 5_000;

function limitByAddress(server: Server): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > mostOfAddress) socket.destroy();
  });
}
