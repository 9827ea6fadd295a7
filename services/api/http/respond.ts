import type { ServerResponse } from "node:http";
import type { Answer } from "../endpoint.ts";
import { errorBody, toFailure } from "../errors.ts";
import { type Coding, codedTag, codingOf, compress, smallest } from "./coding.ts";
import { corsHeaders, securityHeaders, tlsHeaders } from "./headers.ts";
import { asProblem } from "./problem.ts";
import type { WebRequest } from "./web-request.ts";

type Headers = Record<string, string | number>;

/** Writes an answer: JSON when it has a body, bytes as they are. Nothing is written to a closed connection. */
export function write(request: WebRequest, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const headers = headersOf(request, answer);
  if (answer.body === undefined) {
    if (answer.status !== 204 && answer.status !== 304) headers["Content-Length"] = 0;
    response.writeHead(answer.status, headers).end();
    return;
  }
  if (Buffer.isBuffer(answer.body)) {
    send(response, answer.status, headers, answer.body);
    return;
  }
  const shown = answer.status >= 400 ? asProblem(request, answer.body, headers) : answer.body;
  const body = typeof shown === "string" ? shown : JSON.stringify(shown);
  headers["Content-Type"] ??= "application/json; charset=utf-8";
  const length = Buffer.byteLength(body);
  if (length > smallest && mayCompress(headers)) {
    vary(headers, "Accept-Encoding");
    const coding = codingOf(request.headers);
    if (coding) {
      compress(coding, body).then((packed) => send(response, answer.status, coded(headers, coding), packed));
      return;
    }
  }
  headers["Content-Length"] = length;
  response.writeHead(answer.status, headers).end(body);
}

function headersOf(request: WebRequest, { headers }: Answer): Headers {
  const common = commonHeaders(request);
  const both: Headers = { ...common, ...headers };
  if (common.Vary && headers?.Vary) both.Vary = `${common.Vary}, ${headers.Vary}`;
  return both;
}

// An answer that no store may keep holds a secret. Its compressed size would tell of it to whoever chooses a text beside.
const mayCompress = (headers: Headers) => headers["Cache-Control"] !== "no-store";

/** The headers of a representation in a coding. */
export function coded<Given extends Headers>(headers: Given, coding: Coding): Given {
  const ETag = typeof headers.ETag === "string" ? { ETag: codedTag(headers.ETag, coding) } : {};
  return { ...headers, ...ETag, "Content-Encoding": coding };
}

function send(response: ServerResponse, status: number, headers: Headers, body: Buffer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, "Content-Length": body.length }).end(body);
}

/** Adds a request header to those by which answers differ. */
export function vary(headers: Headers, name: string): void {
  headers.Vary = headers.Vary === undefined ? name : `${headers.Vary}, ${name}`;
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
