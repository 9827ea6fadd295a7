import { Errors } from "moleculer";
import { STATUS_CODES } from "../../config/node-http.ts";
import type { ErrorDetail } from "../../mixins/actions/errors.ts";

/** A failure in the terms of the API (contract §1). */
export interface Failure {
  status: number;
  code: string;
  message: string;
  details?: ErrorDetail[];
  retryAfter?: number;
}

/** Throws an error of the gateway. */
export function refuse(status: number, code: string, message: string, details?: ErrorDetail[]): never {
  throw new Errors.MoleculerError(message, status, code, details ? { details } : undefined);
}

/** Throws `validation_error` with a detail for each field, for rules that no schema can state. */
export function refuseFields(details: ErrorDetail[]): never {
  refuse(400, "validation_error", `${details[0]?.message ?? "The request is not right"}.`, details);
}

// Error types of Moleculer when a service, its node or the bus is unavailable or too slow.
const unavailable = new Set([
  "REQUEST_TIMEOUT",
  "REQUEST_SKIPPED",
  "REQUEST_REJECTED",
  "SERVICE_NOT_FOUND",
  "SERVICE_NOT_AVAILABLE",
  "QUEUE_FULL",
  "GRACEFUL_STOPPING",
  "service_unavailable",
]);

interface Thrown {
  type?: string;
  code?: unknown;
  message?: string;
  data?: { details?: ErrorDetail[]; retry_after?: number };
}

/** The failure that a client receives for an error. Only 4xx errors keep their message; others reveal nothing internal. */
export function toFailure(error: unknown): Failure {
  const { type = "", code, message = "", data } = (error ?? {}) as Thrown;
  if (unavailable.has(type)) {
    return {
      status: 503,
      code: "service_unavailable",
      message: "A part of the service is unavailable. Try again shortly.",
      retryAfter: 1,
    };
  }
  if (type === "workflow_stuck") return begun;
  if (typeof code === "number" && code >= 400 && code < 500 && /^[a-z][a-z_]*$/.test(type)) {
    const details = code === 400 || code === 422 || type.endsWith("_changed") ? data?.details : undefined;
    return { status: code, code: type, message, details, retryAfter: data?.retry_after };
  }
  if (code === 400 && /DECODE|PARSE/.test(type)) return malformed;
  return { status: 500, code: "internal_error", message: "Something went wrong on our side. It has been noted." };
}

/** The error of a path that has no route. */
export const notRouted = {
  code: 404,
  type: "route_not_found",
  message: "There is nothing at this path. All operations are listed at /docs.",
};

// Seldom mended within seconds, and nothing that another request would change.
const begun: Failure = {
  status: 503,
  code: "service_unavailable",
  message:
    "What was asked for has begun, and waits for an operator. Repeat the request with the same Idempotency-Key to learn how it ended.",
  retryAfter: 60,
};

const malformed: Failure = { status: 400, code: "validation_error", message: "The address is not a well-formed URL." };

/** An error for the log, without values of rows: they are personal data. */
export function withoutValues(error: unknown): unknown {
  const { name, type, code, stack, message } = (error ?? {}) as Error & { type?: unknown; code?: unknown };
  const bare = String(stack ?? message ?? error).replace(/Duplicate entry '.*' for key/gs, "Duplicate entry for key");
  return { name, type, code, stack: bare };
}

/** The body of every error response. */
export function errorBody(failure: Failure, request_id: string): Record<string, unknown> {
  const { status, code, message, details } = failure;
  return { status, code, message: message || STATUS_CODES[status], ...(details ? { details } : {}), request_id };
}
