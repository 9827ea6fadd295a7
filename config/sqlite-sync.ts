import { closeSync, fdatasync, fsync, openSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** Syncs of a file: the one that runs, and the one that begins after it. */
interface Turns {
  running?: Promise<void>;
  next?: Promise<void>;
}

const turns = new Map<string, Turns>();

/**
 * Resolves when everything that was written to a database's log before the call is on the disk. Commits that come while a
 * sync runs share the next one, and it runs beside the event loop: SQLite's own `synchronous = FULL` would stop all work
 * of the process for each commit.
 */
export function synced(database: string): Promise<void> {
  const turn = turns.get(database) ?? {};
  turns.set(database, turn);
  turn.next ??= (turn.running ?? Promise.resolve()).then(ignore, ignore).then(() => {
    turn.running = turn.next;
    turn.next = undefined;
    return sync(database);
  });
  return turn.next;
}

const ignore = () => undefined;

// Folders whose entries of new files are on the disk.
const known = new Set<string>();

async function sync(database: string): Promise<void> {
  await onFile(`${database}-wal`, fdatasync);
  if (known.has(database)) return;
  await onFile(dirname(database), fsync);
  known.add(database);
}

async function onFile(path: string, work: typeof fsync): Promise<void> {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    // The log is removed when its last connection closes, which first syncs the database.
    if ((error as { code?: string }).code === "ENOENT") return;
    throw error;
  }
  try {
    await promisify(work)(file);
  } finally {
    closeSync(file);
  }
}
