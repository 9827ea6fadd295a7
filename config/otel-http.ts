import type { IncomingMessage, ServerResponse } from "node:http";
import { type Span, SpanStatusCode } from "@opentelemetry/api";

/** The parameters of the gateway's root action. */
export interface HttpExchange {
  req: IncomingMessage;
  res: ServerResponse;
}

const methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

/** Attributes of a request by the semantic conventions, without path, query, address and agent (personal data). */
export function requestAttributes(request: IncomingMessage) {
  const method = request.method ?? "";
  return {
    "http.request.method": methods.includes(method) ? method : "_OTHER",
    "url.scheme": "http",
    "network.protocol.version": request.httpVersion,
  };
}

/** Records a response in its span; only a server error is an error of the span. */
export function recordResponse(span: Span, response: ServerResponse): void {
  if (!response.headersSent) {
    span.setAttribute("error.type", "client_gone");
    return;
  }
  span.setAttribute("http.response.status_code", response.statusCode);
  if (response.statusCode < 500) return;
  span.setAttribute("error.type", String(response.statusCode)).setStatus({ code: SpanStatusCode.ERROR });
}
