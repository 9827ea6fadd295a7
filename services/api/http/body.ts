import type { IncomingMessage, ServerResponse } from "node:http";
import bodyParser from "body-parser";
import type { Endpoint } from "../endpoint.ts";
import { refuse, refuseFields } from "../errors.ts";
import { CsvBody } from "../uploads/csv-body.ts";
import { receive } from "../uploads/receive.ts";
import type { Exchange } from "./exchange.ts";

const limit = "1mb";
const json = bodyParser.json({ limit, strict: false, type: () => true });
const form = bodyParser.urlencoded({ limit, extended: false, type: () => true });

const jsonTypes = ["application/json"];

/** Stage: reads the body. Throws the errors of `readBody`. */
export async function read({ endpoint, request, response, parts }: Exchange): Promise<void> {
  parts.body = await readBody(endpoint, request, response);
}

/**
 * Reads the body of a request; an upload is spooled to disk. Throws `unsupported_media_type`, `payload_too_large` or
 * `invalid_json`; at an endpoint without a body `validation_error`.
 */
async function readBody(endpoint: Endpoint, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  if (endpoint.upload) return receive(request, response);
  if (endpoint.csv) return new CsvBody(request);
  const { "content-length": length, "transfer-encoding": encoding, "content-type": header } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return {};
  const type = (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const types = endpoint.bodyTypes ?? jsonTypes;
  const refusal = endpoint.bodySchema ? refuseBody : refuseAnyBody;
  if (!types.includes(type)) refusal({ types });
  const parse = type === "application/x-www-form-urlencoded" ? form : json;
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  }).catch(refusal);
  return (request as { body?: unknown }).body;
}

interface Unreadable {
  status?: number;
  types?: string[];
}

function refuseBody({ status, types }: Unreadable): never {
  if (types) refuse(415, "unsupported_media_type", `The body must be sent as ${types.join(" or ")}.`);
  if (status === 413) refuse(413, "payload_too_large", "The body is larger than 1 MiB.");
  if (status === 415) refuse(415, "unsupported_media_type", "The body's charset or encoding is not known here.");
  refuse(400, "invalid_json", "The body is not well-formed JSON.", [{ path: "", message: "is not well-formed JSON" }]);
}

function refuseAnyBody(): never {
  refuseFields([{ path: "", message: "This request takes no body" }]);
}
