import { backOff } from "@seller-orchestra/durable";
import type { Storage } from "../../../config/media.storage.ts";
import { storage } from "../../../config/media.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import { type DroppedFile, dropped, dropUnused, removed, removeWorker } from "../store/files.ts";

const everyMs = 60_000;
const leaseMs = 60_000;
const limit = 20;
// Longer than any request is worked on.
const unusedMs = 3_600_000;
// Longer than a request may come again by its key, and store its picture once more.
const knownMs = 26 * 3_600_000;

/** Removes pictures that are nobody's: as soon as they are given up, and in time what was never attached. */
export const removeFiles = ({ db }: CoreInstance) => [{ name: removeWorker, everyMs, run: () => sweep(db) }];

/**
 * Gives up what was stored and never attached, removes what was given up, and at last forgets that it was there. Answers
 * how many files that were.
 */
export async function sweep(db: Database, now = Date.now(), from: Storage = storage): Promise<number> {
  const unused = await dropUnused(db, now - unusedMs);
  const gone = await removeDue(dropped, now, (file) =>
    dropped.settle(db, file, { removed: 1, tries: 0, changed_at: now }),
  );
  // Once more: a request that was repeated may have brought it back.
  return unused + gone + (await removeDue(removed, now - knownMs, (file) => removed.remove(db, file)));

  function removeDue(queue: DueQueue<DroppedFile>, by: number, settle: (file: DroppedFile) => Promise<boolean>) {
    return queue.work(db, leaseMs, { limit, now: by }, async (file) => {
      try {
        await from.remove(file.file_key);
      } catch (error) {
        await queue.postpone(db, file, by + backOff(file.tries, unusedMs));
        throw error;
      }
      await settle(file);
    });
  }
}
