import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { UnavailableError } from "../../../mixins/actions/errors.ts";

/** A file that a client sent, on disk during its request. */
export class Upload {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #digest = "";

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Creates the file and unlinks it at once, so that a crash leaves nothing behind. */
  static async begin(): Promise<Upload> {
    const path = join(tmpdir(), `seller-orchestra-upload-${randomUUID()}`);
    const file = await open(path, "wx+", 0o600).catch(unavailable);
    await unlink(path);
    return new Upload(file);
  }

  /** Writes all of a stream. */
  async fill(stream: Readable): Promise<void> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.#hash.update(chunk);
      await this.#file.write(chunk, 0, chunk.length, this.#bytes).catch(unavailable);
      this.#bytes += chunk.length;
    }
    this.#digest = this.#hash.digest("base64url");
  }

  /** The whole content in memory: callers limit how many do this at the same time. */
  async read(): Promise<Buffer> {
    const whole = Buffer.allocUnsafe(this.#bytes);
    await this.#file.read(whole, 0, whole.length, 0);
    return whole;
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  /** The digest stands for the content in the fingerprint of a request. */
  toJSON() {
    return { sha256: this.#digest };
  }
}

// A full disk is an error of the server, not of the client.
function unavailable(): never {
  throw new UnavailableError("room for uploads");
}
