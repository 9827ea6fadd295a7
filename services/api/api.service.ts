import type { RequestListener, Server } from "node:http";
import type { Context, Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import ApiGateway from "moleculer-web";
import { onDrain } from "../../config/drain.ts";
import { env } from "../../config/env.ts";
import { closeRedis, connectRedis } from "../../config/redis.ts";
import { recordRoute } from "../../config/tracing.ts";
import { logRequest } from "./http/access-log.ts";
import { guardedServer } from "./http/connections.ts";
import { countOutcome } from "./http/declines.ts";
import { requestIdOf } from "./http/headers.ts";
import { queryOf } from "./http/query.ts";
import { type RequestLog, requestLogOf } from "./http/request-line.ts";
import { type Alias, answerNotRouted, type Found, findAlias, routesOf } from "./http/routes.ts";
import { answerClientError, answerOutside, drainOf } from "./http/server.ts";
import type { WebRequest } from "./http/web-request.ts";
import { gatewayActions } from "./ops/actions.ts";
import { nodeEvents } from "./ops/nodes.ts";
import { surfaces } from "./surfaces/index.ts";

interface Gateway {
  server: Server;
  httpHandler: RequestListener;
  aliases: Alias[];
  requestLog: RequestLog;
}

interface Settings extends ServiceSettingSchema {
  port: number;
  ip: string;
  routes: ReturnType<typeof routesOf>;
  logRequest: false;
  logResponse: false;
  logRouteRegistration: false;
  rootCallOptions(options: { requestID: string; meta: object; retries: number }, request: WebRequest): void;
}

/** The gateway: moleculer-web holds the server and the routes, which the tables under `surfaces/` define. */
const api: ServiceSchema<Settings, object, object, Service & Gateway> = {
  name: "api",
  mixins: [ApiGateway],
  actions: gatewayActions,
  events: {
    ...nodeEvents,
    // A signal: one that is lost is a decline that is not counted.
    "orchestra.paymentDecided": {
      handler: (ctx: Context<Parameters<typeof countOutcome>[0]>) => countOutcome(ctx.params).catch(() => undefined),
    },
  },
  settings: {
    port: env.PORT,
    ip: env.HOST,
    routes: routesOf(surfaces),
    logRequest: false,
    logResponse: false,
    logRouteRegistration: false,
    rootCallOptions(options: { requestID: string; meta: object; retries: number }, request: WebRequest) {
      options.requestID = requestIdOf(request);
      options.meta = { request_id: options.requestID };
      // Single calls are retried; the request as a whole is not.
      options.retries = 0;
    },
  },
  methods: {
    createServer(this: Gateway) {
      this.server = guardedServer(this.httpHandler);
    },
    parseQueryString(request: WebRequest) {
      return { url: request.originalUrl.split("?", 1)[0], query: queryOf(request) };
    },
    resolveAlias(this: Gateway, url: string, method: string) {
      return findAlias(this.aliases, url, method);
    },
    // moleculer-web's own route handling (middlewares, merged parameters, hooks) takes longer than most requests.
    async routeHandler(this: Service & Gateway, _ctx, _route, request: WebRequest, response, found?: Found) {
      // For a CORS preflight moleculer-web finds the route of the request to come.
      if (!found || request.method === "OPTIONS") return null;
      request.$params = { query: request.query, params: found.params };
      const { method, fullPath } = found.alias;
      recordRoute(method, fullPath);
      logRequest(request, response, fullPath, this.requestLog);
      await found.alias.handler(request, response);
      return true;
    },
    send404(this: Service & Gateway, request: WebRequest, response) {
      logRequest(request, response, null, this.requestLog);
      answerNotRouted(this.aliases, request, response);
    },
    errorHandler(this: Service, request: WebRequest, response, error: unknown) {
      answerOutside(request, response, error, this.logger);
    },
  },
  created(this: Service & Gateway) {
    this.requestLog = requestLogOf(this);
    this.server.on("clientError", answerClientError);
    onDrain(drainOf(this.server));
  },
  // A command before the connection is established would fail, and a key or a limit would be skipped.
  started: () => connectRedis(),
  stopped: closeRedis,
};

export default api;
