import type { ServerResponse } from "node:http";
import type { Answer } from "../endpoint.ts";
import { errorBody, toFailure } from "../errors.ts";
import { corsHeaders, securityHeaders, tlsHeaders } from "./headers.ts";
import type { WebRequest } from "./web-request.ts";

/** Writes an answer: JSON when it has a body. Nothing is written to a closed connection. */
export function write(request: WebRequest, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const headers: Record<string, string | number> = { ...commonHeaders(request), ...answer.headers };
  if (answer.body === undefined) {
    if (answer.status !== 204 && answer.status !== 304) headers["Content-Length"] = 0;
    response.writeHead(answer.status, headers).end();
    return;
  }
  const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  headers["Content-Type"] ??= "application/json; charset=utf-8";
  headers["Content-Length"] = Buffer.byteLength(body);
  response.writeHead(answer.status, headers).end(body);
}

/** Sets the common headers of an answer that is streamed. */
export function startStream(request: WebRequest, response: ServerResponse): void {
  for (const [name, value] of Object.entries(commonHeaders(request))) response.setHeader(name, value);
}

/** Writes a failure as the clients of every surface read it; where an answer has begun, cuts the connection. */
export function writeFailure(
  request: WebRequest,
  response: ServerResponse,
  error: unknown,
  headers?: Record<string, string>,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const failure = toFailure(error);
  write(request, response, { status: failure.status, headers, body: errorBody(failure, request.$ctx.requestID) });
}

/** Answers a request that belongs to no surface, such as health or documents. */
export type Page = (request: WebRequest, response: ServerResponse) => Promise<void> | void;

/** A page that answers what it throws as a failure. */
export const answering =
  (page: Page): Page =>
  async (request, response) => {
    try {
      await page(request, response);
    } catch (error) {
      writeFailure(request, response, error);
    }
  };

function commonHeaders(request: WebRequest): Record<string, string> {
  return {
    ...securityHeaders,
    ...tlsHeaders(request),
    ...corsHeaders(request),
    "X-Request-Id": request.$ctx.requestID,
  };
}
