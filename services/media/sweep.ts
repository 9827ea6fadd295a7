import type { Storage } from "../../config/media.storage.ts";
import { storage } from "../../config/media.ts";
import type { CoreInstance } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { dropUnused, findDropped, forgetFile, markRemoved } from "./store/files.ts";

const everyMs = 5_000;
const filesAtOnce = 100;
// Longer than any request takes.
const unusedMs = 3_600_000;
// Longer than a request can be repeated by its key, which would store its picture again.
const knownMs = 26 * 3_600_000;

/** Removes unused pictures periodically. Returns the function that stops it. */
export function sweepPictures({ db, logger }: CoreInstance): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= sweep(db)
      .catch((error) => logger.warn({ error: String(error) }, "unused pictures could not be removed"))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Drops files that were never attached, removes the dropped ones from the storage, and later deletes their rows. */
export async function sweep(db: Database, now = Date.now(), from: Storage = storage): Promise<void> {
  await dropUnused(db, now - unusedMs);
  for (const file of await findDropped(db, false, now, filesAtOnce)) {
    await from.remove(file.file_key);
    await markRemoved(db, file);
  }
  for (const file of await findDropped(db, true, now - knownMs, filesAtOnce)) {
    // Once more, because a repeated request may have stored it again.
    await from.remove(file.file_key);
    await forgetFile(db, file);
  }
}
