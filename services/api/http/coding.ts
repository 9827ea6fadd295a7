import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { pipeline, type Writable } from "node:stream";
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from "node:zlib";

/** A content coding that answers are compressed by. */
export type Coding = "br" | "gzip";

/** Answers up to this size, in bytes, are sent as they are. */
export const smallest = 1_024;

/** The coding that a client prefers (RFC 9110 §12.5.3); undefined where it asks for none of ours. */
export function codingOf({ "accept-encoding": header }: IncomingHttpHeaders): Coding | undefined {
  if (header === undefined) return undefined;
  const weights = new Map(String(header).toLowerCase().split(",").map(weightOf));
  const [br = 0, zip = 0] = ["br", "gzip"].map((name) => weights.get(name) ?? weights.get("*") ?? 0);
  if (br === 0 && zip === 0) return undefined;
  return br >= zip ? "br" : "gzip";
}

/** The quality that a media range or a coding has in a header: `gzip;q=0.5`. */
export function weightOf(text: string): [name: string, weight: number] {
  const [name = "", ...parameters] = text.split(";").map((part) => part.trim());
  const q = parameters.find((parameter) => /^q=/i.test(parameter));
  return [name, q === undefined ? 1 : Number(q.slice(2)) || 0];
}

// Answers are compressed once and read once: little effort gives most of the gain.
const brotliOptions = (quality: number, window: number) => ({
  params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: window },
});

/** Compresses a body; `best` for what is kept and sent often. */
export function compress(coding: Coding, body: string | Buffer, effort: "fast" | "best" = "fast"): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const done = (error: Error | null, packed: Buffer) => (error ? reject(error) : resolve(packed));
  if (coding === "br") brotliCompress(body, effort === "best" ? brotliOptions(6, 22) : brotliOptions(4, 18), done);
  else gzip(body, { level: effort === "best" ? 9 : 5 }, done);
  return promise;
}

/**
 * Begins a streamed answer, and returns what its text is written to: the response, or a compressor before it where the
 * client asks for one. The compressor ends with the connection.
 */
export function beginText(response: ServerResponse, headers: Record<string, string>): Writable {
  const coding = codingOf(response.req.headers);
  const before = response.getHeader("Vary");
  const Vary = before ? `${before}, Accept-Encoding` : "Accept-Encoding";
  response.writeHead(200, { ...headers, Vary, ...(coding ? { "Content-Encoding": coding } : {}) });
  if (!coding || response.req.method === "HEAD") return response;
  const packing = coding === "br" ? createBrotliCompress(brotliOptions(4, 18)) : createGzip({ level: 5 });
  pipeline(packing, response, () => packing.destroy());
  return packing;
}

/** The tag of a representation: a compressed one is another than the plain one (RFC 9110 §8.8.3.3). */
export const codedTag = (etag: string, coding: Coding): string => etag.replace(/"$/, `+${coding}"`);

/** The tags of a header without their codings. */
export const plainTags = (header: string): string => header.replace(/\+(?:br|gzip)"/g, '"');
