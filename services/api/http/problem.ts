import type { IncomingHttpHeaders } from "node:http";
import { weightOf } from "./coding.ts";

/** The media type of RFC 9457. */
export const problemType = "application/problem+json";

/**
 * The body of an error as a problem document (RFC 9457) where the client prefers one, with its media type in `headers`.
 * What has a form of its own, such as errors of the token endpoint (RFC 6749), stays as it is.
 */
export function asProblem(
  request: { headers: IncomingHttpHeaders },
  body: unknown,
  headers: Record<string, string | number>,
): unknown {
  if (!isError(body)) return body;
  headers.Vary = headers.Vary === undefined ? "Accept" : `${headers.Vary}, Accept`;
  if (!prefersProblem(request.headers)) return body;
  headers["Content-Type"] = problemType;
  const { code, message } = body;
  return { type: typeOf(code), title: titleOf(code), detail: message, ...body };
}

// A wildcard is every client's default: only who names the type gets it.
function prefersProblem({ accept }: IncomingHttpHeaders): boolean {
  if (!accept?.toLowerCase().includes(problemType)) return false;
  const weights = new Map(accept.toLowerCase().split(",").map(weightOf));
  const wanted = weights.get(problemType) ?? 0;
  return wanted > 0 && wanted >= (weights.get("application/json") ?? 0);
}

interface ErrorBody {
  code: string;
  message: string;
}

const isError = (body: unknown): body is ErrorBody =>
  typeof body === "object" && body !== null && "code" in body && "request_id" in body;

const typeOf = (code: string) => `urn:seller-orchestra:problem:${code}`;

const titleOf = (code: string) => `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll("_", " ")}`;
