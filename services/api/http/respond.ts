import type { ServerResponse } from "node:http";
import type { Answer } from "../endpoint.ts";
import { corsHeaders, securityHeaders } from "./headers.ts";
import type { WebRequest } from "./web-request.ts";

/** Writes an answer: JSON when it has a body. One that comes after the reader left is dropped. */
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

/** Sets the headers of every answer on one that is written piece by piece. */
export function startStream(request: WebRequest, response: ServerResponse): void {
  for (const [name, value] of Object.entries(commonHeaders(request))) response.setHeader(name, value);
}

function commonHeaders(request: WebRequest): Record<string, string> {
  return { ...securityHeaders, ...corsHeaders(request), "X-Request-Id": request.$ctx.requestID };
}
