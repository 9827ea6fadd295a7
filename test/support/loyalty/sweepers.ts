import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A process that expires due points. */
export interface Sweeper {
  /** Resolves when it looks for due accounts. */
  looking: Promise<unknown>;
  /** Kills it, as a power failure would. */
  kill(): Promise<void>;
}

/** Starts one on this process's database. */
export function startSweeperProcess(): Sweeper {
  const script = join(import.meta.dirname, "sweeping.ts");
  const child: ChildProcess = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  return {
    looking: child.stdout ? once(child.stdout, "data") : Promise.reject(new Error("It says nothing.")),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
