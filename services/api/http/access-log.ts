import type { ServerResponse } from "node:http";
import type { Service } from "moleculer";
import { recordRequest } from "../../../config/metrics.ts";
import { noteRoute } from "../ops/routes.ts";
import type { Exchange } from "./exchange.ts";
import type { Served, WebRequest } from "./web-request.ts";

type Logger = Pick<Service["logger"], "info" | "debug">;

/** Remembers what is known of a request, for its line in the log. */
export function remember(exchange: Exchange): void {
  exchange.request.$served = exchange;
}

/**
 * Logs one line when the answer of a request has ended: the route and not the path, which may hold personal data.
 * Pages beside the surfaces, such as health, are logged at debug.
 */
export function logRequest(request: WebRequest, response: ServerResponse, route: string | null, logger: Logger): void {
  const began = performance.now();
  response.once("close", () => {
    const served = request.$served;
    const line = {
      request_id: request.$ctx?.requestID,
      method: request.method,
      route,
      status: response.headersSent ? response.statusCode : null,
      duration_ms: Math.round((performance.now() - began) * 10) / 10,
      ...(response.writableFinished ? {} : { aborted: true }),
      ...(served ? callerOf(served) : {}),
    };
    if (route !== null && response.headersSent) {
      recordRequest(route, request.method ?? "", response.statusCode, line.duration_ms);
      noteRoute(route, request.method ?? "", response.statusCode, line.duration_ms);
    }
    if (served || route === null) logger.info(line, "request");
    else logger.debug(line, "request");
  });
}

function callerOf({ surface, store, isAnonymous, principal }: Served) {
  const store_id = store.store_id > 0 ? { store_id: store.store_id } : {};
  return { surface: surface.name, ...store_id, actor: isAnonymous ? "anonymous" : principal.actor.type };
}
