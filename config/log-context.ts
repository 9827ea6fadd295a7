import type { Middleware } from "moleculer";
import { type Scope, scopes } from "./scope.ts";
import { traceId } from "./tracing.ts";

/** Runs work that a request caused: each line that is logged meanwhile has the request's id. */
export function inRequest<T>(request_id: string | null | undefined, work: () => T): T {
  const scope = scopes.getStore();
  return isOther(request_id, scope) ? scopes.run({ request_id, trace: scope?.trace }, work) : work();
}

/** The fields of every line of the log: the request that caused it, and its trace. */
export function logContext(): Record<string, string> {
  const request_id = scopes.getStore()?.request_id;
  if (!request_id) return {};
  const trace_id = traceId();
  return trace_id === undefined ? { request_id } : { request_id, trace_id };
}

/** Runs each action in the context of its request, on every node. */
export const logsRequests: Middleware = {
  name: "LogContext",
  localAction(next, action) {
    if (action.name?.startsWith("$")) return next;
    return function inContext(ctx) {
      // Nearly always the gateway has entered it.
      if (!isOther(ctx.requestID, scopes.getStore())) return next.call(this, ctx);
      return inRequest(ctx.requestID, () => next.call(this, ctx));
    };
  },
};

const isOther = (request_id: string | null | undefined, scope: Scope | undefined): request_id is string =>
  Boolean(request_id) && scope?.request_id !== request_id;
