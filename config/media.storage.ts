import type { Readable } from "node:stream";

/** Object storage for the bytes of pictures. A key is one path segment of `A-Za-z0-9_-`. */
export interface Storage {
  /** Stores an object atomically; an existing one with the key is replaced. */
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** Reads an object; undefined when there is none. */
  open(key: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  /** Deletes an object, if there is one. */
  remove(key: string): Promise<void>;
}
