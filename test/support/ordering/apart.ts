import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { ulid } from "ulid";
import type { Call } from "../../../services/contracts.ts";

const script = join(import.meta.dirname, "actions-process.ts");

/**
 * A process of the product whose actions can be called until it ends; beside the services that place orders it has those
 * that are named.
 */
export class Apart {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<string, PromiseWithResolvers<never>>();
  readonly ready: Promise<unknown>;

  constructor(folder: string, variables: NodeJS.ProcessEnv = {}, besides: readonly string[] = []) {
    const nowhere = { DATABASE_URL: "", NATS_URL: "", REDIS_URL: "" };
    const env = { ...process.env, DATA_DIR: folder, ...nowhere, LOG_LEVEL: "fatal", ...variables };
    this.#child = spawn(process.execPath, [script, ...besides], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.ready = this.#wait("ready");
    createInterface(this.#child.stdout).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const { id, result, error } = JSON.parse(line);
      const waiting = this.#waiting.get(id);
      if (error === undefined) waiting?.resolve(result as never);
      else waiting?.reject(new Error(error));
    });
  }

  readonly call: Call = (name, params) => {
    const id = ulid();
    this.#child.stdin.write(`${JSON.stringify({ id, name, params })}\n`);
    return this.#wait(id);
  };

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
  }

  #wait(id: string): Promise<never> {
    const waiting = Promise.withResolvers<never>();
    this.#waiting.set(id, waiting);
    return waiting.promise;
  }
}
