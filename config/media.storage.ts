import type { Readable } from "node:stream";

/** Where the bytes of pictures are kept. A key is one path segment of `A-Za-z0-9_-`. */
export interface Storage {
  /** Keeps bytes whole or not at all; the same key again replaces them. */
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** What is kept under a key; undefined when nothing is. */
  open(key: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  /** Removes what is kept under a key; nothing there is as good. */
  remove(key: string): Promise<void>;
}
