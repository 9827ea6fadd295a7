import type { IncomingMessage, ServerResponse } from "node:http";
import { type Span, SpanStatusCode } from "@opentelemetry/api";

/** What the gateway's root action works on. */
export interface HttpExchange {
  req: IncomingMessage;
  res: ServerResponse;
}

const methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

/** A request in the words of the semantic conventions. Path, query, address and agent stay out: they tell of people. */
export function tellRequest(request: IncomingMessage) {
  const method = request.method ?? "";
  return {
    "http.request.method": methods.includes(method) ? method : "_OTHER",
    "url.scheme": "http",
    "network.protocol.version": request.httpVersion,
  };
}

/** Says how the request was answered; only what is the server's fault is an error of its span. */
export function tellAnswer(span: Span, response: ServerResponse): void {
  if (!response.headersSent) {
    span.setAttribute("error.type", "client_gone");
    return;
  }
  span.setAttribute("http.response.status_code", response.statusCode);
  if (response.statusCode < 500) return;
  span.setAttribute("error.type", String(response.statusCode)).setStatus({ code: SpanStatusCode.ERROR });
}
