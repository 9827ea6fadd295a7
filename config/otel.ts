import { randomBytes } from "node:crypto";
import {
  type Attributes,
  type Context,
  context,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { waitAtMost } from "@seller-orchestra/durable";
import type { Context as Call, Middleware } from "moleculer";
import { type HttpExchange, recordResponse, requestAttributes } from "./otel-http.ts";
import { messageAttributes, statementOf, type TracedEvent } from "./otel-names.ts";
import { isDrawn, provider } from "./otel-provider.ts";
import { inRequest, isWithin, type Scope, scopes } from "./scope.ts";

const stopMs = 1_000;
// An unavailable collector is logged once in this time.
const warningMs = 60_000;

const tracer = trace.getTracer("seller-orchestra");

/** Runs work in a child span of the active one. */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return run(name, SpanKind.INTERNAL, attributes, here(), work);
}

// All requests that are not sampled share one context: what goes on of them is only that they are not.
const noId = { traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex") };
const unsampled = trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext({ ...noId, traceFlags: TraceFlags.NONE }));

/** Where the active trace goes on, as `traceparent` of W3C Trace Context; undefined without one that is sampled. */
export function traceParent(): string | undefined {
  return trace.getActiveSpan()?.isRecording() ? parentHeader() : undefined;
}

function parentHeader(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Runs work that an event causes, or that publishes one, in a span of the trace that the event carries. */
export function inEventSpan<T>(step: "publish" | "process", event: TracedEvent, by: string, work: () => Promise<T>) {
  const scope = { request_id: event.request_id, trace: propagation.extract(ROOT_CONTEXT, event) };
  const kind = step === "publish" ? SpanKind.PRODUCER : SpanKind.CONSUMER;
  return run(`${step} ${event.name}`, kind, messageAttributes(step, event, by), scope, work);
}

/** Runs a statement in a span of its own, named after what it does and to which table: never by its values. */
export function inStatement<T>(system: string, sql: string, work: () => Promise<T>): Promise<T> {
  if (isUnsampled() || !trace.getActiveSpan()?.isRecording()) return work();
  const { operation, table } = statementOf(sql);
  const attributes = {
    "db.system.name": system,
    "db.operation.name": operation,
    ...(table ? { "db.collection.name": table } : {}),
  };
  return run(table ? `${operation} ${table}` : operation, SpanKind.CLIENT, attributes, here(), work);
}

/** Names the span of the current request after its route. */
export function recordRoute(method: string, route: string): void {
  if (isUnsampled()) return;
  trace.getActiveSpan()?.updateName(`${method} ${route}`).setAttribute("http.route", route);
}

/** The id of the active trace, if it is sampled. */
export function traceId(): string | undefined {
  if (isUnsampled()) return undefined;
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span.spanContext().traceId : undefined;
}

/**
 * A span for each call, on both sides where it crosses the bus: `traceparent` in its headers joins the two. It enters the
 * scope of the request as well, so that no call enters one twice.
 */
export const tracing: Middleware = {
  name: "Tracing",
  created(broker) {
    let quietUntil = 0;
    const error = (reason: string) => {
      if (Date.now() < quietUntil) return;
      quietUntil = Date.now() + warningMs;
      broker.logger.warn({ reason: reason.slice(0, 200) }, "spans are lost");
    };
    const quiet = () => undefined;
    const logger = { error, warn: quiet, info: quiet, debug: quiet, verbose: quiet };
    diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  },
  localAction(next, action) {
    const name = action.name ?? "";
    if (name.startsWith("$")) return next;
    if (name === "api.rest") {
      return function served(ctx) {
        const { requestID: request_id } = ctx;
        return scopes.run({ request_id, trace: traceOf(ctx as unknown as Call<HttpExchange>) }, () =>
          next.call(this, ctx),
        );
      };
    }
    return function traced(ctx) {
      const { headers, requestID: request_id } = ctx;
      const remote = typeof headers.traceparent === "string";
      if (!remote && isUnsampled()) {
        // Nearly always the gateway has entered it.
        return isWithin(request_id) ? next.call(this, ctx) : inRequest(request_id, () => next.call(this, ctx));
      }
      const parent = remote ? propagation.extract(ROOT_CONTEXT, headers) : context.active();
      const kind = remote ? SpanKind.SERVER : SpanKind.INTERNAL;
      return run(name, kind, ofCall(name), { request_id, trace: parent }, () => next.call(this, ctx));
    };
  },
  remoteAction(next, action) {
    const name = action.name ?? "";
    if (name.startsWith("$")) return next;
    return function traced(ctx) {
      if (isUnsampled()) {
        ctx.headers = { ...ctx.headers, traceparent: parentHeader() };
        return next.call(this, ctx);
      }
      const scope = { request_id: ctx.requestID, trace: context.active() };
      return run(name, SpanKind.CLIENT, ofCall(name), scope, () => {
        const headers: Record<string, unknown> = { ...ctx.headers };
        propagation.inject(context.active(), headers);
        ctx.headers = headers;
        return next.call(this, ctx);
      });
    };
  },
  // Pending spans are sent, unless the collector is slow or unavailable.
  async stopped() {
    await waitAtMost(provider.shutdown(), stopMs);
  },
};

// The trace of a request begins here, whatever trace context the client sends, and ends when the response is sent.
function traceOf({ requestID, params: { req, res } }: Call<HttpExchange>): Context {
  if (!isDrawn()) return unsampled;
  const attributes = { ...requestAttributes(req), "request.id": requestID ?? "" };
  const span = tracer.startSpan(attributes["http.request.method"], { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
  res.once("close", () => {
    recordResponse(span, res);
    span.end();
  });
  return trace.setSpan(ROOT_CONTEXT, span);
}

async function run<T>(name: string, kind: SpanKind, given: Attributes, scope: InTrace, work: () => Promise<T>) {
  const { request_id, trace: parent } = scope;
  const above = trace.getSpanContext(parent);
  // Of a trace that is not sampled nothing is recorded, but its context goes on.
  if (isUnsampled(parent) && parent === scopes.getStore()?.trace) return work();
  if (above ? isUnsampled(parent) : !isDrawn())
    return scopes.run({ request_id, trace: above ? parent : unsampled }, work);
  const attributes = request_id ? { "request.id": request_id, ...given } : given;
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  try {
    return await scopes.run({ request_id, trace: trace.setSpan(parent, span) }, work);
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    span.end();
  }
}

type InTrace = Scope & { trace: Context };

// Where the work that runs is.
const here = (): InTrace => ({ request_id: scopes.getStore()?.request_id, trace: context.active() });

// Asked several times in each request: nearly all that are not sampled share one context.
function isUnsampled(parent: Context | undefined = scopes.getStore()?.trace): boolean {
  if (parent === undefined || parent === unsampled) return parent === unsampled;
  const above = trace.getSpanContext(parent);
  return above !== undefined && (above.traceFlags & TraceFlags.SAMPLED) === 0;
}

// The error's type only: a message may be personal. A client error is no error of the span.
function recordError(span: Span, error: unknown): void {
  const { type, name, code } = error as { type?: string; name?: string; code?: unknown };
  span.setAttribute("error.type", type || name || "Error");
  if (!(typeof code === "number" && code < 500)) span.setStatus({ code: SpanStatusCode.ERROR });
}

function ofCall(action: string): Attributes {
  const [service = "", ...method] = action.split(".");
  return { "rpc.system": "moleculer", "rpc.service": service, "rpc.method": method.join(".") };
}
