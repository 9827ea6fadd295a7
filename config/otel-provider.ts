import { hostname } from "node:os";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOnSampler, BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { type Env, env } from "./env.ts";
import { contextManager } from "./otel-scope.ts";

const exportMs = 5_000;

/** Makes spans, and sends those that are sampled to the collector. */
export const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({
    "service.name": env.OTEL_SERVICE_NAME ?? ownName(),
    "service.namespace": "seller-orchestra",
    "service.instance.id": `${hostname()}-${process.pid}`,
  }),
  // Which traces are sampled is decided where they begin.
  sampler: new AlwaysOnSampler(),
  // Spans wait in a bounded queue, outside of any request; when it is full, spans are dropped.
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter({ url: tracesUrl(), timeoutMillis: exportMs }), {
      exportTimeoutMillis: exportMs,
    }),
  ],
});
provider.register({ contextManager });

const share = shareOf(env.OTEL_TRACES_SAMPLER);

/**
 * Draws whether a trace that begins now is sampled. The SDK would make ids and a span first, which takes longer than all else
 * that tracing does for a request that is not.
 */
export const isDrawn = (): boolean => share === 1 || Math.random() < share;

function shareOf(sampler: Env["OTEL_TRACES_SAMPLER"]): number {
  if (sampler.endsWith("always_on")) return 1;
  return sampler.endsWith("always_off") ? 0 : env.OTEL_TRACES_SAMPLER_ARG;
}

// A process of one service has the service's name, so that traces give a map of services.
function ownName(): string {
  const { SERVICES = "" } = env;
  return /^[a-z]+$/.test(SERVICES) ? `seller-orchestra-${SERVICES}` : "seller-orchestra";
}

function tracesUrl(): string {
  return `${env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, "")}/v1/traces`;
}
