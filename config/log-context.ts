import { AsyncLocalStorage } from "node:async_hooks";
import type { Middleware } from "moleculer";
import { traceId } from "./tracing.ts";

const storage = new AsyncLocalStorage<string>();

/** Runs work that a request caused: each line that is logged meanwhile has the request's id. */
export function inRequest<T>(request_id: string | null | undefined, work: () => T): T {
  return request_id && storage.getStore() !== request_id ? storage.run(request_id, work) : work();
}

/** The fields of every line of the log: the request that caused it, and its trace. */
export function logContext(): Record<string, string> {
  const request_id = storage.getStore();
  if (request_id === undefined) return {};
  const trace_id = traceId();
  return trace_id === undefined ? { request_id } : { request_id, trace_id };
}

/** Runs each action in the context of its request, on every node. */
export const logsRequests: Middleware = {
  name: "LogContext",
  localAction(next, action) {
    if (action.name?.startsWith("$")) return next;
    return function inContext(ctx) {
      return inRequest(ctx.requestID, () => next.call(this, ctx));
    };
  },
};
