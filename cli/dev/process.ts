import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { compileCache, projectRoot } from "../cluster/plan.ts";

/** What the supervisor tells an application process. */
export type Command = { do: "load"; changed: string[] } | { do: "run"; banner: boolean; inspect?: number };

/** What the application process tells: that it waits with everything loaded, and that its services are up. */
export type Report = "loaded" | "ready";

/** How long a process may take to finish its requests before it is killed. */
const drainMs = 1_000;

/** An application process: it waits with everything loaded, then loads what has changed, then runs. */
export class AppProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(log: Writable, debug: boolean) {
    const args = ["--max-semi-space-size=4", join(import.meta.dirname, "app.ts"), ...(debug ? ["debug"] : [])];
    this.#child = spawn(process.execPath, args, {
      cwd: projectRoot,
      env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.#exited = once(this.#child, "exit");
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on("line", (line) => show(line, log));
  }

  /** Loads these files again, by their paths from the project's root. */
  load(changed: string[]): void {
    this.#send({ do: "load", changed });
  }

  /** Starts the services; resolves with whether they are up. */
  async run(options: { banner: boolean; inspect?: number }): Promise<boolean> {
    this.#send({ do: "run", ...options });
    return this.hears("ready");
  }

  /** Resolves when the process tells this, with true, or has ended, with false. */
  hears(report: Report): Promise<boolean> {
    const told = new Promise<boolean>((resolve) => {
      this.#child.on("message", (message) => message === report && resolve(true));
    });
    return Promise.race([told, this.#exited.then(() => false)]);
  }

  /** Resolves when the process has ended by itself or was stopped. */
  get exited(): Promise<unknown> {
    return this.#exited;
  }

  /** Lets it finish its requests for a second. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const lastResort = setTimeout(() => this.#child.kill("SIGKILL"), drainMs);
    await this.#exited;
    clearTimeout(lastResort);
  }

  // A process that is gone takes no command; its exit says so.
  #send(command: Command): void {
    this.#child.send(command, () => undefined);
  }
}

// That services come and go is said once, by the supervisor.
function show(line: string, log: Writable): void {
  if (!/"msg":"(Service '\w+' (started|stopped)\.|API Gateway )/.test(line)) log.write(`${line}\n`);
}
