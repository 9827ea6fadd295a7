import "./data.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { product } from "./index.ts";

/** A command that goes on until it is interrupted, with what it has written so far. */
export interface Following {
  out(): string;
  err(): string;
  /** Interrupts it as Ctrl-C does, and gives its exit code. */
  interrupt(): Promise<number | null>;
}

/** Starts a command of the command line on the product's data that follows events. */
export function startFollowing(...args: string[]): Following {
  const env = { ...process.env, ...product().environment };
  const child = spawn(process.execPath, ["cli/orchestra.ts", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const written = { out: "", err: "" };
  child.stdout.on("data", (part) => (written.out += part));
  child.stderr.on("data", (part) => (written.err += part));
  return {
    out: () => written.out,
    err: () => written.err,
    async interrupt() {
      child.kill("SIGINT");
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
