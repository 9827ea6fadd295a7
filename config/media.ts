import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { env } from "./env.ts";
import { folderStorage } from "./media.folder.ts";
import { s3Storage } from "./media.s3.ts";

/** Where the bytes of pictures are kept. A key is one path segment of `A-Za-z0-9_-`. */
export interface Storage {
  /** Keeps bytes whole or not at all; the same key again replaces them. */
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** What is kept under a key; undefined when nothing is. */
  open(key: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  /** Removes what is kept under a key; nothing there is as good. */
  remove(key: string): Promise<void>;
}

/** The storage that a URL names: `s3://key:secret@host/bucket?region=…`, or `file:///folder`. */
export function storageAt(url: string): Storage {
  return url.startsWith("s3:") ? s3Storage(url) : folderStorage(fileURLToPath(url));
}

/** The storage of this installation: `MEDIA_URL`, else the folder `media` under `DATA_DIR`. */
export const storage: Storage = env.MEDIA_URL ? storageAt(env.MEDIA_URL) : folderStorage(join(env.DATA_DIR, "media"));
