import { createRequire } from "node:module";
import type { Middleware } from "moleculer";
import { env } from "./env.ts";
import type { TracedEvent } from "./otel-names.ts";

// OpenTelemetry is loaded only with a collector. By `require`, because Moleculer requires the services, which allows no
// top-level `await` in their imports.
const load = () => createRequire(import.meta.url)("./otel.ts") as typeof import("./otel.ts");
const otel = env.OTEL_EXPORTER_OTLP_ENDPOINT ? load() : undefined;

/** Attributes of a span. They must not be personal: traces are stored elsewhere, by other parties. */
type SpanAttributes = Record<string, string | number | boolean>;

/** Runs work in a child span of the active one; without a collector it only runs the work. */
export function inSpan<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
  return otel ? otel.inSpan(name, attributes, work) : work();
}

/** Where the active trace goes on, as `traceparent` of W3C Trace Context; undefined without a collector. */
export const traceParent = (): string | undefined => otel?.traceParent();

/** Runs the publishing of an event, or a consumer's work on it, in the trace that the event carries. */
export function inEventSpan<T>(step: "publish" | "process", event: TracedEvent, by: string, work: () => Promise<T>) {
  return otel && event.traceparent !== undefined ? otel.inEventSpan(step, event, by, work) : work();
}

/** Runs a statement in a span that names its operation and table. */
export function inStatement<T>(system: string, sql: string, work: () => Promise<T>): Promise<T> {
  return otel ? otel.inStatement(system, sql, work) : work();
}

/** Records the route of a request in its span. Not the path, which may hold personal data. */
export function recordRoute(method: string, route: string): void {
  otel?.recordRoute(method, route);
}

/** The id of the active trace; undefined without one. */
export const traceId = (): string | undefined => otel?.traceId();

/** One trace for each request: from the gateway through every action that it calls, on all nodes. */
export const tracing: Middleware = otel?.tracing ?? { name: "Tracing" };
