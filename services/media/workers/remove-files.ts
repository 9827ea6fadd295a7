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
// Longer than any request takes.
const unusedMs = 3_600_000;
// Longer than a request may be repeated by its key, and store its picture again.
const knownMs = 26 * 3_600_000;

/** Removes unused pictures: replaced ones at once, and those that were never attached after a while. */
export const removeFiles = ({ db }: CoreInstance) => [{ name: removeWorker, everyMs, run: () => sweep(db) }];

/**
 * Marks files for removal that were never attached, removes the marked ones, and deletes their rows later. Returns how
 * many files it handled.
 */
export async function sweep(db: Database, now = Date.now(), from: Storage = storage): Promise<number> {
  const unused = await dropUnused(db, now - unusedMs);
  const gone = await removeDue(dropped, now, (file) =>
    dropped.settle(db, file, { removed: 1, tries: 0, changed_at: now }),
  );
  // Again: a repeated request may have stored it anew.
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
