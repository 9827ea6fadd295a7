import type { Storage } from "../../config/media.storage.ts";
import { storage } from "../../config/media.ts";
import type { CoreInstance } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { dropUnused, findDropped, forgetFile, noteRemoved } from "./store/files.ts";

const everyMs = 5_000;
const filesAtOnce = 100;
// Longer than any request is worked on.
const unusedMs = 3_600_000;
// Longer than a request may come again by its key, and store its picture once more.
const knownMs = 26 * 3_600_000;

/** Removes pictures that are nobody's, again and again. Answers how to stop it. */
export function sweepPictures({ db, logger }: CoreInstance): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= sweep(db)
      .catch((error) => logger.warn({ error: String(error) }, "pictures that are nobody's wait"))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Gives up what was stored and never attached, removes what was given up, and at last forgets that it was there. */
export async function sweep(db: Database, now = Date.now(), from: Storage = storage): Promise<void> {
  await dropUnused(db, now - unusedMs);
  for (const file of await findDropped(db, false, now, filesAtOnce)) {
    await from.remove(file.file_key);
    await noteRemoved(db, file);
  }
  for (const file of await findDropped(db, true, now - knownMs, filesAtOnce)) {
    // Once more: a request that was repeated may have brought it back.
    await from.remove(file.file_key);
    await forgetFile(db, file);
  }
}
