import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// Tests kill processes, never the machine: what SQLite's log holds survives that without a sync, and on a slow disk syncs
// are most of a suite's time. test/faults/disk-sync.spec.ts looks at the real ones.
const atOnce = (_file: number, done: (error: null) => void) => void setImmediate(done, null);

Object.assign(fs, { fsync: atOnce, fdatasync: atOnce });
syncBuiltinESMExports();
