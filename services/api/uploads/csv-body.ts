import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { refuse } from "../errors.ts";

/** The largest file that is imported, in bytes. */
export const mostCsvBytes = 256 * 1024 * 1024;

/** A CSV file as a body, which is read while it comes. */
export class CsvBody {
  readonly #request: IncomingMessage;
  readonly #hash = createHash("sha256");

  /** Throws `unsupported_media_type` for another media type. */
  constructor(request: IncomingMessage) {
    const { "content-type": type = "", "content-encoding": encoding = "identity" } = request.headers;
    if (!/^text\/csv\s*(;|$)/i.test(type) || encoding !== "identity")
      refuse(415, "unsupported_media_type", "The file must be sent as text/csv.");
    this.#request = request;
  }

  /** The encoding that the media type names. */
  get charset(): string | undefined {
    return /;\s*charset="?([\w-]+)"?/i.exec(this.#request.headers["content-type"] ?? "")?.[1]?.toLowerCase();
  }

  /** Its bytes. Throws `payload_too_large`. */
  async *chunks(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of this.#request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostCsvBytes) refuse(413, "payload_too_large", "The file is larger than 256 MiB. Send it in parts.");
      this.#hash.update(chunk);
      yield chunk;
    }
  }

  /** The digest of all bytes, once they are read. */
  digest(): string {
    return this.#hash.digest("base64url");
  }

  /** True when its client left before all of it had come. */
  get isCutOff(): boolean {
    return this.#request.destroyed && !this.#request.complete;
  }

  /** Reads and drops what is left: clients read no answer before they have sent all. */
  drain(): void {
    this.#request.resume();
  }

  /** Requests with one key are compared before the content is read: the import compares it. */
  toJSON() {
    return null;
  }
}
