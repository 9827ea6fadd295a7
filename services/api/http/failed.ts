import type { Service } from "moleculer";
import type { Answer, Endpoint } from "../endpoint.ts";
import { errorBody, toFailure, withoutValues } from "../errors.ts";
import type { WebRequest } from "./web-request.ts";

/** The answer to a failed request, in the endpoint's error format. Internal errors are logged. */
export function failed(error: unknown, endpoint: Endpoint, request: WebRequest): Answer {
  const failure = toFailure(error);
  if (failure.status === 500)
    loggerOf(request).error({ request_id: request.$ctx.requestID, err: withoutValues(error) }, "request failed");
  const headers: Record<string, string> = failure.retryAfter ? { "Retry-After": String(failure.retryAfter) } : {};
  const own = endpoint.failure?.(failure);
  if (own) return { ...own, headers: { ...headers, ...own.headers } };
  if (failure.status === 401) headers["WWW-Authenticate"] = challengeOf(failure.code, request);
  if (failure.code === "insufficient_scope" && endpoint.scope)
    headers["WWW-Authenticate"] = `Bearer realm="api", error="insufficient_scope", scope="${endpoint.scope}"`;
  return { status: failure.status, headers, body: errorBody(failure, request.$ctx.requestID) };
}

// Without a credential there is nothing to say of it (RFC 6750 §3.1).
const challengeOf = (code: string, { headers }: WebRequest) =>
  headers.authorization === undefined && headers["x-client-id"] === undefined
    ? 'Bearer realm="api"'
    : `Bearer realm="api", error="${code}"`;

/** The gateway's log. */
export const loggerOf = (request: WebRequest): Service["logger"] => request.$ctx.service?.logger as Service["logger"];
