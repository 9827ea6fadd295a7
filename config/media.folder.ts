import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Storage } from "./media.storage.ts";

/** Stores pictures as files, in folders by the end of their keys. */
export function folderStorage(root: string): Storage {
  const pathOf = (key: string) => join(root, checked(key).slice(-2), key);
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      // A reader finds the whole file or none, also after a crash.
      const unfinished = `${path}.${randomUUID()}`;
      try {
        await writeAndSync(unfinished, bytes);
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async open(key) {
      const file = await open(pathOf(key)).catch(unlessMissing);
      if (!file) return undefined;
      const { size: bytes } = await file.stat();
      return { stream: file.createReadStream(), bytes };
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

async function writeAndSync(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

// An invalid key must not lead out of the folder.
function checked(key: string): string {
  if (!/^[A-Za-z0-9_-]{3,128}$/.test(key)) throw new Error("This is not a key of a picture.");
  return key;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
