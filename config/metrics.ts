import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import type { Attributes } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { ActionHandler, Middleware, Service } from "moleculer";
import { env, plainError } from "./env.ts";
import { createServer } from "./node-http.ts";
import { RequestTimes } from "./request-times.ts";

// Few buckets, and a bound on the series of an instrument: a page stays below 600 samples, whatever is called.
const requests = new RequestTimes([0.025, 0.1, 0.5, 2.5], 30);

const exporter = new PrometheusExporter({
  preventServerStart: true,
  withoutScopeInfo: true,
  withoutTargetInfo: true,
  metricProducers: [requests],
});
const provider = new MeterProvider({
  resource: resourceFromAttributes({}),
  readers: [exporter],
  views: [{ instrumentName: "action_calls", aggregationCardinalityLimit: 250 }],
});

/** The meter of all instruments. Attributes must not be personal, and have few values. */
export const meter = provider.getMeter("seller-orchestra");

// Counted in numbers and observed when somebody asks: an instrument would look for its series in every call.
const calls = new Map<string, { action: string; side: string; ok: number; error: number }>();
meter
  .createObservableCounter("action_calls", {
    description: "Calls of actions that this process has sent or handled, by outcome.",
  })
  .addCallback((observed) => {
    for (const { action, side, ok, error } of calls.values()) {
      if (ok > 0) observed.observe(ok, { action, outcome: "ok", side });
      if (error > 0) observed.observe(error, { action, outcome: "error", side });
    }
  });

/** Records a request that has been answered. */
export function recordRequest(route: string, method: string, status: number, durationMs: number): void {
  requests.record(route, method, status, durationMs / 1_000);
}

const counters = new Map<string, ReturnType<typeof meter.createCounter>>();

/** Adds to the counter of this name, which is published with `_total` behind it. */
export function count(name: string, description: string, attributes: Attributes = {}, by = 1): void {
  let counter = counters.get(name);
  if (!counter) {
    counter = meter.createCounter(name, { description });
    counters.set(name, counter);
  }
  counter.add(by, attributes);
}

let isStarted = false;
meter
  .createObservableGauge("orchestra_started", { description: "1 once all services of this process have started." })
  .addCallback((gauge) => gauge.observe(isStarted ? 1 : 0));

/** Counts calls of actions, and serves `/metrics` on `METRICS_PORT` from before the services start. */
export const metrics: Middleware = {
  name: "Metrics",
  localAction: (next, action) => counting(next, action.name ?? "", "handled"),
  remoteAction: (next, action) => counting(next, action.name ?? "", "sent"),
  async starting() {
    await listen();
  },
  async started() {
    isStarted = true;
  },
  async stopped() {
    if (!server) return;
    server.closeAllConnections();
    await promisify(server.close).call(server);
    server = undefined;
  },
};

type Handler = ActionHandler<Service>;

// Of a call to another process, one side has sent it and the other has handled it.
function counting(next: Handler, action: string, side: string): Handler {
  if (action.startsWith("$") || action === "api.rest") return next;
  const counted = calls.get(`${side} ${action}`) ?? { action, side, ok: 0, error: 0 };
  calls.set(`${side} ${action}`, counted);
  const ok = (result: unknown) => {
    counted.ok += 1;
    return result;
  };
  const failed = (error: unknown) => {
    counted.error += 1;
    throw error;
  };
  return function count(ctx) {
    return next.call(this, ctx).then(ok, failed);
  };
}

let server: Server | undefined;

/** The port that serves `/metrics`, also where `METRICS_PORT` leaves it open; undefined before it does. */
export const metricsPort = (): number | undefined => (server?.address() as AddressInfo | null | undefined)?.port;

async function listen(): Promise<void> {
  if (server) return;
  server = createServer((request, response) => {
    if (request.method === "GET" && request.url?.split("?")[0] === "/metrics")
      return exporter.getMetricsRequestHandler(request, response);
    response.writeHead(404, { "content-type": "text/plain" }).end("Metrics are at /metrics.\n");
  });
  server.listen(env.METRICS_PORT, env.HOST);
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw portTaken();
  }
}

const portTaken = () =>
  plainError(`Port ${env.METRICS_PORT} of ${env.HOST} is taken. Set METRICS_PORT to another one, or to 0 for any.`);
