import type { Middleware } from "moleculer";
import { inRequest, isWithin, scopes } from "./scope.ts";
import { traceId, tracing } from "./tracing.ts";

/** The fields of every line of the log: the request that caused it, and its trace. */
export function logContext(): Record<string, string> {
  const request_id = scopes.getStore()?.request_id;
  if (!request_id) return {};
  const trace_id = traceId();
  return trace_id === undefined ? { request_id } : { request_id, trace_id };
}

/** Runs each action in the scope of its request, on every node. With a collector, `tracing` does. */
export const logsRequests: Middleware = {
  name: "LogContext",
  localAction(next, action) {
    if (action.name?.startsWith("$") || tracing.localAction) return next;
    return function inContext(ctx) {
      // Nearly always the caller has entered it.
      if (isWithin(ctx.requestID)) return next.call(this, ctx);
      return inRequest(ctx.requestID, () => next.call(this, ctx));
    };
  },
};
