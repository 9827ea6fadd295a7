import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { promisify } from "node:util";
import type { Attributes } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationType, MeterProvider, type ViewOptions } from "@opentelemetry/sdk-metrics";
import type { Middleware } from "moleculer";
import { env } from "./env.ts";

// Few buckets, and a bound on the series of an instrument: a page stays below 600 samples, whatever is called.
const seconds = [0.025, 0.1, 0.5, 2.5];
const view = (instrumentName: string, aggregationCardinalityLimit: number, boundaries?: number[]): ViewOptions => ({
  instrumentName,
  aggregationCardinalityLimit,
  ...(boundaries ? { aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries } } } : {}),
});

const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true, withoutTargetInfo: true });
const provider = new MeterProvider({
  resource: resourceFromAttributes({}),
  readers: [exporter],
  views: [view("http_server_request_duration_seconds", 30, seconds), view("action_calls", 250)],
});

/** The meter of all instruments. Attributes must not be personal, and have few values. */
export const meter = provider.getMeter("seller-orchestra");

const requests = meter.createHistogram("http_server_request_duration_seconds", {
  unit: "s",
  description: "Duration of HTTP requests by route.",
});
const calls = meter.createCounter("action_calls", {
  description: "Calls of actions that this process has sent or handled, by outcome.",
});

/** Records a request that has been answered. */
export function recordRequest(route: string, method: string, status: number, durationMs: number): void {
  requests.record(durationMs / 1_000, { route, method, status });
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

// Of a call to another process, one side has sent it and the other has handled it.
function counting<Next extends (...args: never[]) => Promise<unknown>>(next: Next, action: string, side: string): Next {
  if (action.startsWith("$") || action === "api.rest") return next;
  const [ok, failed] = ["ok", "error"].map((outcome) => ({ action, outcome, side }));
  return function counted(this: unknown, ...args: never[]) {
    return next.apply(this, args).then(
      (result: unknown) => {
        calls.add(1, ok);
        return result;
      },
      (error: unknown) => {
        calls.add(1, failed);
        throw error;
      },
    );
  } as Next;
}

let server: Server | undefined;

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

// One sentence, without the stack that would be printed with it.
function portTaken(): Error {
  const { HOST, METRICS_PORT } = env;
  const error = new Error(
    `Port ${METRICS_PORT} of ${HOST} is taken. Set METRICS_PORT to another one, or to 0 for any.`,
  );
  error.stack = error.message;
  return error;
}
