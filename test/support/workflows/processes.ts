import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process that runs workflows, to be killed or stopped. */
export interface WorkflowProcess {
  /** Resolves when it has printed the word; rejects when it exits first. */
  said(word: string): Promise<void>;
  /** Kills it, as a power failure would. */
  kill(): Promise<void>;
  /** Stops it gracefully; resolves with its exit code. */
  runLines(): Promise<number | null>;
}

/** Starts one over this process's databases; see child.ts for its arguments. */
export function startChild(...args: string[]): WorkflowProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "child.ts"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Not "exit", which may come before what it has said.
  const ended = once(child, "close").then(([code]) => code as number | null);
  const words = createInterface(child.stdout);
  return {
    said: (word) =>
      new Promise((resolve, reject) => {
        words.on("line", (line) => line === word && resolve());
        ended.then((code) => reject(new Error(`It ended with ${code} before it said "${word}".`)));
      }),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    runLines() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
