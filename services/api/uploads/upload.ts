import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { UnavailableError } from "../../../mixins/actions/errors.ts";

/** A file that a client sent, on this machine's disk for as long as its request is answered. */
export class Upload {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #digest = "";

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Makes room for a file. It has no name from the start, so that nothing stays behind whatever dies. */
  static async begin(): Promise<Upload> {
    const path = join(tmpdir(), `seller-orchestra-upload-${randomUUID()}`);
    const file = await open(path, "wx+", 0o600).catch(unavailable);
    await unlink(path);
    return new Upload(file);
  }

  /** Takes everything that a stream has. */
  async fill(stream: Readable): Promise<void> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.#hash.update(chunk);
      await this.#file.write(chunk, 0, chunk.length, this.#bytes).catch(unavailable);
      this.#bytes += chunk.length;
    }
    this.#digest = this.#hash.digest("base64url");
  }

  /** All of it at once: whoever asks sees to it that few do at the same time. */
  async read(): Promise<Buffer> {
    const whole = Buffer.allocUnsafe(this.#bytes);
    await this.#file.read(whole, 0, whole.length, 0);
    return whole;
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  /** What tells two requests apart: the same bytes are the same request. */
  toJSON() {
    return { sha256: this.#digest };
  }
}

// A disk that is full is the system's trouble, not the client's.
function unavailable(): never {
  throw new UnavailableError("room for uploads");
}
