import type { IncomingMessage, ServerResponse } from "node:http";
import bodyParser from "body-parser";
import { type Endpoint, needsCredential } from "../endpoint.ts";
import { refuse, refuseFields } from "../errors.ts";
import { CsvBody } from "../uploads/csv-body.ts";
import { receive } from "../uploads/receive.ts";
import { sendingMs } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import { abortedType, jsonProblem, type ParserError } from "./faults.ts";

const parsersOf = (limit: number, inflate: boolean) => {
  const options = { limit, inflate, type: () => true };
  return {
    json: bodyParser.json({ ...options, strict: false }),
    form: bodyParser.urlencoded({ ...options, extended: false }),
  };
};

// Where no credential is needed, bodies are small and not compressed: unpacking costs more than anything a small body does.
const open = parsersOf(16 * 1024, false);
const usual = parsersOf(1024 * 1024, true);

const jsonTypes = ["application/json"];

/** Stage: reads the body. Throws the errors of `readBody`. */
export async function read({ endpoint, request, response, parts }: Exchange): Promise<void> {
  parts.body = await readBody(endpoint, request, response);
}

/**
 * Reads the body of a request; an upload is spooled to disk. A request whose client has disconnected is refused too. Throws
 * `unsupported_media_type`, `payload_too_large`, `request_timeout` or `invalid_json`; at an endpoint without a body
 * `validation_error`.
 */
async function readBody(endpoint: Endpoint, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  if (endpoint.upload) return receive(request, response);
  if (endpoint.csv) return new CsvBody(request);
  const { "content-length": length, "transfer-encoding": encoding, "content-type": header } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return {};
  const type = (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const types = endpoint.bodyTypes ?? jsonTypes;
  const refusal = endpoint.bodySchema ? refuseBody : refuseAnyBody;
  const isOpen = !needsCredential(endpoint);
  if (!types.includes(type)) refusal({ types, type, isOpen });
  const { form, json } = isOpen ? open : usual;
  const parse = type === "application/x-www-form-urlencoded" ? form : json;
  await inTime(request, response, (done) => parse(request, response, done)).catch((error: ParserError) =>
    refusal({ error, isOpen }),
  );
  const { body } = request as { body?: unknown };
  // The parser takes a request whose client has disconnected for one that is read already, and says nothing.
  return body === undefined ? refusal({ error: { type: abortedType }, isOpen }) : body;
}

// Before the deadline of the request, whose answer would not say what was wrong.
const slowBodyMs = sendingMs - 500;

/** Runs the parser. A body that is sent too slowly is refused, and its connection closed with the answer. */
function inTime(
  request: IncomingMessage,
  response: ServerResponse,
  parse: (done: (error?: unknown) => void) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => {
    if (!response.headersSent) response.setHeader("Connection", "close");
    response.once("finish", () => request.socket.destroySoon());
    reject({ status: 408 });
  }, slowBodyMs);
  parse((error) => (error ? reject(error) : resolve()));
  return promise.finally(() => clearTimeout(late));
}

interface Unreadable {
  error?: ParserError;
  /** The media types that are read here, and the one that was sent. */
  types?: string[];
  type?: string;
  isOpen: boolean;
}

function refuseBody({ error, types, type, isOpen }: Unreadable): never {
  if (types) refuse(415, "unsupported_media_type", `The body must be sent as ${types.join(" or ")}, ${sentAs(type)}.`);
  if (error?.status === 408) refuse(408, "request_timeout", "The body was sent too slowly.");
  if (error?.status === 413)
    refuse(413, "payload_too_large", `The body is larger than ${isOpen ? "16 KiB" : "1 MiB"}.`);
  if (error?.status === 415) refuse(415, "unsupported_media_type", `${codingProblem(error, isOpen)}.`);
  const problem = jsonProblem(error);
  refuse(400, "invalid_json", `The body ${problem}.`, [{ path: "", message: problem }]);
}

const sentAs = (type = "") => (type ? `not as ${type.slice(0, 100)}` : "which the header Content-Type says");

function codingProblem({ type, charset }: ParserError, isOpen: boolean): string {
  if (type === "charset.unsupported") return `The body must be sent in UTF-8, not in ${String(charset).slice(0, 100)}`;
  if (isOpen) return "The body must not be compressed where no credential is needed";
  return "The body must be compressed by gzip, deflate, br or zstd, or not at all";
}

function refuseAnyBody(): never {
  refuseFields([{ path: "", message: "This request takes no body" }]);
}
