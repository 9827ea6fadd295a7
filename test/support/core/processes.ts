import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process of a ledger. */
export interface LedgerProcess {
  /** Resolves when it has printed the word; rejects when it exits first. */
  said(word: string): Promise<void>;
  /** Resumes a paused process. */
  go(): void;
  /** Kills it, as a power failure would. */
  kill(): Promise<void>;
  ended: Promise<number | null>;
}

/** Starts one with this process's environment and the given additions. */
export function startLedgerProcess(
  part: "wait" | "commit" | "publish" | "receive" | "consume" | "stop",
  service: string,
  text = "",
  env: NodeJS.ProcessEnv = {},
): LedgerProcess {
  const script = join(import.meta.dirname, "child.ts");
  const child: ChildProcess = spawn(process.execPath, [script, part, service, text], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  // Not "exit", which may come before what it has said.
  const ended = once(child, "close").then(([code]) => code as number | null);
  const words = new Set<string>();
  const wakers = new Set<() => void>();
  if (child.stdout) {
    createInterface(child.stdout).on("line", (line) => {
      words.add(line);
      for (const wake of wakers) wake();
    });
  }
  return {
    said: (word) =>
      new Promise((resolve, reject) => {
        const look = () => words.has(word) && resolve();
        wakers.add(look);
        look();
        ended.then((code) => reject(new Error(`It ended with ${code} before it said "${word}".`)));
      }),
    go: () => child.stdin?.write("go\n"),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
}
