import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { plainError } from "./env.ts";

/**
 * Makes the file of a SQLite database, and its folder, for nobody else on the machine; SQLite gives the files beside it the
 * same mode. Throws an Error that names `DATA_DIR`.
 */
export function makeFile(path: string): void {
  try {
    makeFolder(dirname(path));
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    throw plainError(`DATA_DIR must be a folder that this process may write to: ${(error as Error).message}`);
  }
}

// One folder at a time: below /proc, which takes none, `recursive` of Node.js never ends.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process of the installation has made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
