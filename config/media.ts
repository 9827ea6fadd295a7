import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { env } from "./env.ts";
import { folderStorage } from "./media.folder.ts";
import { s3Storage } from "./media.s3.ts";
import type { Storage } from "./media.storage.ts";

/** The storage that a URL names: `s3://key:secret@host/bucket?region=…`, or `file:///folder`. */
export function storageAt(url: string): Storage {
  return url.startsWith("s3:") ? s3Storage(url) : folderStorage(fileURLToPath(url));
}

/** The storage of this installation: `MEDIA_URL`, else the folder `media` under `DATA_DIR`. */
export const storage: Storage = env.MEDIA_URL ? storageAt(env.MEDIA_URL) : folderStorage(join(env.DATA_DIR, "media"));
