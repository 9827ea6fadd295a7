import type { IncomingMessage, ServerResponse } from "node:http";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { refuse, refuseFields } from "../errors.ts";
import { unknownField } from "../http/faults.ts";
import { Upload } from "./upload.ts";

/** The largest accepted file, in bytes. */
export const mostBytes = 5 * 1024 * 1024;
// Room for boundaries and the part's headers.
const mostAround = 64 * 1024;

const limits = { fileSize: mostBytes, files: 1, fields: 1, fieldSize: 100, headerPairs: 20, headerSize: 8 * 1024 };
const isPartAFile = (name?: string, type?: string, filename?: string) =>
  filename !== undefined || name === "file" || type === "application/octet-stream";

/**
 * Reads a form with one field, `file`. The file is streamed to disk and is deleted after the answer. Throws `unsupported_media_type`, `payload_too_large`, `validation_error`.
 */
export async function receive(request: IncomingMessage, response: ServerResponse): Promise<Upload> {
  const {
    "content-type": type = "",
    "content-encoding": encoding = "identity",
    "content-length": length,
  } = request.headers;
  if (!/^multipart\/form-data\s*(;|$)/i.test(type) || encoding !== "identity")
    refuse(415, "unsupported_media_type", "The picture must be sent as multipart/form-data.");
  if (Number(length ?? 0) > mostBytes + mostAround) refuseAndDrain(request, tooLarge);
  const upload = await Upload.begin();
  response.once("close", () => void upload.discard());
  if (response.destroyed) await upload.discard();
  await spool(request, { ...request.headers, "content-type": type }, upload);
  return upload;
}

async function spool(request: IncomingMessage, headers: { "content-type": string }, upload: Upload): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const form = formOf(headers);
  let file: { stream: BusboyFileStream; kept: Promise<void> } | undefined;
  form.on("file", (name, stream) => {
    stream.once("limit", () => reject(tooLarge));
    if (name !== "file") {
      stream.resume();
      reject(notAllowed(name));
      return;
    }
    file = { stream, kept: upload.fill(stream) };
    file.kept.catch((error) => reject(isOurs(error) ? () => throwIt(error) : malformed));
  });
  form.on("field", (name) => reject(notAllowed(name)));
  form.on("filesLimit", () => reject(() => refuseFields([{ path: "file", message: '"file" must be one file' }])));
  form.on("error", () => reject(malformed));
  form.on("finish", () => (file ? file.kept.then(resolve, reject) : reject(missing)));
  if (request.destroyed) reject(malformed);
  else request.once("aborted", () => reject(malformed));
  let read = 0;
  request.on("data", ({ length }: Buffer) => {
    read += length;
    if (read > mostBytes + mostAround) reject(tooLarge);
  });
  request.pipe(form);
  try {
    await promise;
  } catch (refusal) {
    request.unpipe(form);
    file?.stream.destroy();
    refuseAndDrain(request, refusal as () => never);
  }
}

function formOf(headers: { "content-type": string }) {
  try {
    return new Busboy({ headers, limits, isPartAFile });
  } catch {
    return malformed();
  }
}

/** Refuses a request during its body: the rest is drained, because clients read no answer before they have sent all. */
function refuseAndDrain(request: IncomingMessage, refusal: () => never): never {
  request.resume();
  return refusal();
}

const isOurs = (error: unknown) => (error as { type?: unknown }).type === "service_unavailable";

function throwIt(error: unknown): never {
  throw error;
}

function tooLarge(): never {
  refuse(413, "payload_too_large", "The picture is larger than 5 MiB.");
}

function malformed(): never {
  refuseFields([{ path: "", message: "The body is not a well-formed form (multipart/form-data)" }]);
}

function missing(): never {
  refuseFields([{ path: "file", message: '"file" is required' }]);
}

const notAllowed = (name: string | undefined) => () => {
  refuseFields([unknownField((name ?? "").slice(0, 100), ["file"])]);
};
