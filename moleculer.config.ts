import { hostname } from "node:os";
import type { BrokerOptions } from "moleculer";
import { awaitEngines } from "./config/await-engines.ts";
import { banner } from "./config/banner.ts";
import { drainFirst } from "./config/drain.ts";
import { env } from "./config/env.ts";
import { logContext, logsRequests } from "./config/log-context.ts";
import { logDestination } from "./config/log-destination.ts";
import { withoutSecrets } from "./config/log-secrets.ts";
import { metrics } from "./config/metrics.ts";
import { closesNats, natsOptions } from "./config/nats.ts";
import { NatsInParts } from "./config/nats-parts.ts";
import { tracing } from "./config/tracing.ts";
import "./config/heap.ts";
import "./config/process-metrics.ts";
import { callAgain, detectLostNodes } from "./config/unavailable.ts";
import { validator } from "./config/validator.ts";
import product from "./package.json" with { type: "json" };

// How long one try of a call may take; a request has twice that (services/api/http/serve.ts).
const callMs = 5_000;

// The framework's own modules log warnings only, unless the level is set to another one.
const framework = ["broker", "registry", "metrics", "transit", "transporter", "$node", "cacher"];
const quiet = env.LOG_LEVEL === "info" ? framework.map((name) => [name.toUpperCase(), "warn"]) : [];
const levels = { ...Object.fromEntries(quiet), "**": env.LOG_LEVEL };

const options: BrokerOptions = {
  namespace: env.NAMESPACE,
  nodeID: `${hostname()}-${process.pid}`,
  metadata: { version: product.version, pid: process.pid, started_at: Date.now() },
  transporter: env.NATS_URL ? new NatsInParts(natsOptions()) : null,
  logger: {
    type: "Pino",
    options: {
      level: levels,
      pino: {
        options: { base: null, mixin: logContext, formatters: { log: withoutSecrets } },
        destination: logDestination(),
      },
    },
  },
  requestTimeout: callMs,
  // Every action is a read or has an idempotency key, so each may be retried. A call that timed out is not: its caller
  // has waited long enough, and may retry itself.
  retryPolicy: {
    enabled: true,
    retries: 4,
    delay: 100,
    maxDelay: 1_000,
    factor: 2,
    check: (error) => {
      const { retryable, type } = error as { retryable?: boolean; type?: string };
      return retryable === true && type !== "REQUEST_TIMEOUT";
    },
  },
  // A killed node is detected after 3 s; until then calls to it are retried on another node.
  heartbeatInterval: 1,
  heartbeatTimeout: 3,
  tracking: { enabled: true, shutdownTimeout: 12_000 },
  registry: { preferLocal: true },
  validator: false,
  middlewares: [
    awaitEngines,
    validator,
    metrics,
    callAgain,
    detectLostNodes,
    drainFirst,
    closesNats,
    banner,
    logsRequests,
    // Last, which is outermost: it enters the scope of a request for both.
    tracing,
  ],
};

export default options;
