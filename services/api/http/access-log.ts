import type { ServerResponse } from "node:http";
import { recordRequest } from "../../../config/metrics.ts";
import { traceId } from "../../../config/tracing.ts";
import { noteRoute } from "../ops/routes.ts";
import type { Exchange } from "./exchange.ts";
import type { RequestLog } from "./request-line.ts";
import type { WebRequest } from "./web-request.ts";

/** Remembers what is known of a request, for its line in the log. */
export function remember(exchange: Exchange): void {
  exchange.request.$served = exchange;
}

/**
 * Logs one line when the answer of a request has ended: the route and not the path, which may hold personal data.
 * Pages beside the surfaces, such as health, are logged at debug.
 */
export function logRequest(request: WebRequest, response: ServerResponse, route: string | null, log: RequestLog): void {
  request.$begun = { at: performance.now(), route, trace_id: traceId(), log };
  response.on("close", ended);
}

// One function for all requests, called with the response.
function ended(this: ServerResponse): void {
  const request = this.req as WebRequest;
  const { $begun: begun, $served: served, method = "" } = request;
  if (!begun) return;
  const { at, route, trace_id, log } = begun;
  const now = performance.now();
  const duration_ms = Math.round((now - at) * 10) / 10;
  const status = this.headersSent ? this.statusCode : null;
  if (route !== null && status !== null) {
    recordRequest(route, method, status, duration_ms);
    noteRoute(route, method, status, duration_ms);
  }
  const fields = {
    request_id: request.$ctx?.requestID,
    trace_id,
    method,
    route,
    status,
    duration_ms,
    aborted: this.writableFinished ? undefined : (true as const),
    surface: served?.surface.name,
    store_id: served && served.store.store_id > 0 ? served.store.store_id : undefined,
    actor: served && (served.isAnonymous ? "anonymous" : served.principal.actor.type),
  };
  log(fields, now, !served && route !== null);
}
