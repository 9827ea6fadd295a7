import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import type { Service } from "moleculer";
import { env } from "../../../config/env.ts";
import { STATUS_CODES } from "../../../config/node-http.ts";
import { errorBody, type Failure, toFailure, withoutValues } from "../errors.ts";
import { requestIdOf, securityHeaders } from "./headers.ts";
import { write } from "./respond.ts";
import type { WebRequest } from "./web-request.ts";

/** Answers an error outside of all endpoints: a path that cannot be decoded, or an internal error. */
export function answerOutside(
  request: WebRequest,
  response: ServerResponse,
  error: unknown,
  logger: Service["logger"],
): void {
  // The context is missing when it could not be created.
  const request_id = request.$ctx?.requestID ?? requestIdOf(request);
  const failure = toFailure(error);
  if (failure.status === 500) logger.error({ request_id, err: withoutValues(error) }, "request failed");
  const headers: Record<string, string> = failure.retryAfter ? { "Retry-After": String(failure.retryAfter) } : {};
  request.$ctx ??= { requestID: request_id } as WebRequest["$ctx"];
  write(request, response, { status: failure.status, headers, body: errorBody(failure, request_id) });
}

/**
 * Answers malformed HTTP, slow requests and headers past the limit in the API's error format, and closes the connection
 * whether or not the client does.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const failure = clientFailures[error.code ?? ""] ?? malformed;
  const request_id = requestIdOf({ headers: {} } as WebRequest);
  const body = JSON.stringify(errorBody(failure, request_id));
  const head = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    `X-Request-Id: ${request_id}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroySoon();
}

const malformed: Failure = { status: 400, code: "validation_error", message: "The request is not well-formed HTTP." };
const clientFailures: Record<string, Failure> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: "headers_too_large", message: "The request's headers are too large." },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: "request_timeout", message: "The request was sent too slowly." },
};

const sweepMs = 250;
const deadlineMs = 9_000;

/**
 * Returns the shutdown of a server: it accepts no new connections and waits for requests in progress. With clients
 * connected it first serves for `DRAIN_NOTICE_MS` more: readiness probes fail, and answers carry `Connection: close`.
 */
export function drainOf(server: Server): () => Promise<void> {
  const unused = new Set<Socket>();
  server.on("connection", (socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", ({ socket }) => unused.delete(socket));
  return async () => {
    if (!server.listening) return;
    server.prependListener("request", (_, response: ServerResponse) => response.setHeader("Connection", "close"));
    const connections = await promisify(server.getConnections).call(server);
    if (connections > 0) await wait(env.DRAIN_NOTICE_MS);
    const closed = once(server, "close");
    server.close();
    const sweep = setInterval(closeIdle, sweepMs, server, unused);
    // A stalled client or a request that never ends must not delay the shutdown.
    const late = setTimeout(() => server.closeAllConnections(), deadlineMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(late);
  };
}

// Answers that began before the shutdown keep their connection open; Node does not count unused connections as idle.
function closeIdle(server: Server, unused: Set<Socket>): void {
  server.closeIdleConnections();
  for (const socket of unused) socket.destroy();
}
