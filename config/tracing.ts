import { createRequire } from "node:module";
import type { Middleware } from "moleculer";
import { env } from "./env.ts";

// Nothing of OpenTelemetry is even loaded where no collector is named. By `require`, because Moleculer loads services
// so, and that allows no `await` at the top of anything that they import.
const load = () => createRequire(import.meta.url)("./otel.ts") as typeof import("./otel.ts");
const otel = env.OTEL_EXPORTER_OTLP_ENDPOINT ? load() : undefined;

/** What a span says beside its name. Never anything personal: traces are kept elsewhere, and by others. */
export type SpanAttributes = Record<string, string | number | boolean>;

/** Does work in a span of this name, below the one that is open; without a collector it only does the work. */
export function inSpan<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
  return otel ? otel.inSpan(name, attributes, work) : work();
}

/** Tells a request's span which route it took; its path is not told, since anything can stand in one. */
export function tellRoute(method: string, route: string): void {
  otel?.tellRoute(method, route);
}

/** One trace for each request: from the gateway through every action that it calls, on whichever node. */
export const tracing: Middleware = otel?.tracing ?? { name: "Tracing" };
