import type { Writable } from "node:stream";
import { AppProcess } from "./process.ts";

/**
 * Runs the application and restarts it at each change. A standby process has all sources loaded, so a restart loads
 * only the changed ones, while the current process finishes its requests.
 */
export class DevServer {
  #current: AppProcess | undefined;
  #standby: AppProcess | undefined;
  #restarting: Promise<void> | undefined;
  readonly #changed = new Set<string>();
  #started = false;
  #stopping = false;
  /** Called when the next restart will be a quick one. */
  onPrepared: (() => void) | undefined;
  readonly #log: Writable;
  readonly #inspect: number | undefined;

  constructor(log: Writable, inspect?: number) {
    this.#log = log;
    this.#inspect = inspect;
  }

  /** Starts the application, and once more for changes meanwhile. */
  start(): Promise<void> {
    this.#restarting = this.#restart([])
      .then(() => this.#restartWhileChanged())
      .finally(() => this.#rest());
    return this.#restarting;
  }

  /** Restarts for a changed source, and once more for changes meanwhile. */
  change(file: string): void {
    this.#changed.add(file);
    this.#restarting ??= this.#restartWhileChanged().finally(() => this.#rest());
  }

  #rest(): void {
    this.#restarting = undefined;
  }

  // Starts the application after the current process has ended. Returns true when its services have started.
  async #restart(changed: string[]): Promise<boolean> {
    const next = this.#standby ?? this.#newProcess();
    this.#standby = undefined;
    next.load(changed);
    await this.#current?.stop();
    this.#current = next;
    const up = await next.run({ banner: !this.#started, inspect: this.#inspect });
    this.#started ||= up;
    if (up) void next.exited.then(() => this.#ended(next));
    else if (!this.#stopping) this.#say("did not start: it is tried again at the next change");
    // Only now, so that loading the standby process does not delay this start.
    if (!this.#stopping) this.#prepare();
    return up;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([this.#current?.stop(), this.#standby?.stop()]);
  }

  #newProcess(): AppProcess {
    return new AppProcess(this.#log, this.#inspect !== undefined);
  }

  #prepare(): void {
    this.#standby = this.#newProcess();
    void this.#standby.reported("loaded").then((loaded) => loaded && this.onPrepared?.());
  }

  async #restartWhileChanged(): Promise<void> {
    while (this.#changed.size > 0 && !this.#stopping) {
      const since = Date.now();
      // An editor may write a file in several steps, and a formatter may write several files.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const changed = [...this.#changed];
      this.#changed.clear();
      if (await this.#restart(changed)) this.#say(`restarted in ${seconds(since)}: ${changed.join(", ")}`);
    }
  }

  #ended(process: AppProcess): void {
    if (process === this.#current && !this.#restarting && !this.#stopping)
      this.#say("ended: it is started again at the next change");
  }

  #say(text: string): void {
    this.#log.write(`${JSON.stringify({ level: 30, time: Date.now(), mod: "dev", msg: text })}\n`);
  }
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(2)} s`;
