import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Runs a script of this folder in a process with a database of its own; returns what it prints, which is JSON. */
export async function runScript(script: string, ...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, script), ...args], {
    maxBuffer: 2 ** 26,
    env: { ...process.env, DATA_DIR: "" },
  });
  return JSON.parse(stdout);
}
