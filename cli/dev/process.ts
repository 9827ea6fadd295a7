import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { compileCache, projectRoot } from "../cluster/plan.ts";

/** A message of the supervisor to an application process. */
export type Command = { do: "load"; changed: string[] } | { do: "run"; banner: boolean; inspect?: number };

/** A message of an application process: its sources are loaded, or its services have started. */
export type Report = "loaded" | "ready";

/** How long a process may take to finish its requests before it is killed. */
const drainMs = 1_000;

/** An application process: it loads all sources and waits, then loads the changed ones again and runs. */
export class AppProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(log: Writable, debug: boolean) {
    const args = ["--max-semi-space-size=4", join(import.meta.dirname, "app.ts"), ...(debug ? ["debug"] : [])];
    this.#child = spawn(process.execPath, args, {
      cwd: projectRoot,
      // No load balancer has to notice a restart.
      env: { NODE_COMPILE_CACHE: compileCache, DRAIN_NOTICE_MS: "0", ...process.env },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.#exited = once(this.#child, "exit");
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on("line", (line) => show(line, log));
  }

  /** Loads these files again, by their paths from the project's root. */
  load(changed: string[]): void {
    this.#send({ do: "load", changed });
  }

  /** Starts the services; resolves with true when they have started, with false when the process ended instead. */
  async run(options: { banner: boolean; inspect?: number }): Promise<boolean> {
    this.#send({ do: "run", ...options });
    return this.reported("ready");
  }

  /** Resolves with true when the process reports this state, with false when it ended instead. */
  reported(report: Report): Promise<boolean> {
    const received = new Promise<boolean>((resolve) => {
      this.#child.on("message", (message) => message === report && resolve(true));
    });
    return Promise.race([received, this.#exited.then(() => false)]);
  }

  /** Resolves when the process has ended by itself or was stopped. */
  get exited(): Promise<unknown> {
    return this.#exited;
  }

  /** Stops the process; it has a second to finish its requests. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const lastResort = setTimeout(() => this.#child.kill("SIGKILL"), drainMs);
    await this.#exited;
    clearTimeout(lastResort);
  }

  // Sending to a process that has ended fails; its exit reports that.
  #send(command: Command): void {
    this.#child.send(command, () => undefined);
  }
}

// The supervisor itself logs the start and the restarts.
function show(line: string, log: Writable): void {
  if (!/"msg":"(Service '\w+' (started|stopped)\.|API Gateway )/.test(line)) log.write(`${line}\n`);
}
