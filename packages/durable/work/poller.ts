import type { Logger } from "../logger.ts";
import { type Due, Watch } from "./watch.ts";

/** A service's background work: periodic, or a queue. */
export interface Worker {
  /** The name for waking and logging: `accounts.release`. */
  name: string;
  /** The pause when nothing is left to do, in milliseconds; with `due`, how soon its work is found at the latest. */
  everyMs: number;
  /** Says when its work is due: one look asks a database for all such workers, and none runs without work or a wake. */
  due?: Due;
  /** Does a portion of the work. It runs again at once until it returns 0 or false. */
  run(signal: AbortSignal): Promise<number | boolean>;
  /** Releases what it holds, after the last run. */
  close?(): void | Promise<void>;
}

/** A worker, as the poller sees it; `next_in_ms` is null while it runs, or nothing is known to be due. */
export interface WorkerState {
  name: string;
  every_ms: number;
  /** True when it runs only for what is due, which is looked for every `every_ms`. */
  when_due: boolean;
  running: boolean;
  failing: boolean;
  next_in_ms: number | null;
}

interface Entry {
  readonly worker: Worker;
  readonly logger: Pick<Logger, "warn">;
  readonly signal: AbortSignal;
  /** When it runs next, by the monotonic clock, and what was said of that while it ran. */
  at: number;
  again: number;
  running?: Promise<void>;
  failing: boolean;
}

// How soon a failing worker is retried, for example after an outage of the database.
const failureMs = 1_000;
const never = Number.POSITIVE_INFINITY;

/**
 * Runs the workers of a process with one timer. Workers run concurrently, but none twice at once. New work of this
 * process wakes its worker; work of other processes, and work that becomes due, is found by one look at each database.
 */
export class Poller {
  readonly #entries = new Set<Entry>();
  readonly #watches = new WeakMap<object, Watch<Entry>>();
  #timer: NodeJS.Timeout | undefined;

  /** Starts workers; returns the function that stops them, which waits for those that are running. */
  start(workers: readonly Worker[], logger: Pick<Logger, "warn">): () => Promise<void> {
    const stopping = new AbortController();
    const entries = workers.map((worker): Entry => {
      const at = performance.now() + restOf(worker);
      return { worker, logger, signal: stopping.signal, at, again: never, failing: false };
    });
    for (const entry of entries) {
      this.#entries.add(entry);
      this.#watchOf(entry)?.add(entry);
    }
    this.#schedule();
    return async () => {
      stopping.abort();
      for (const entry of entries) this.#entries.delete(entry);
      this.#schedule();
      await Promise.all(entries.map((entry) => this.#watchOf(entry)?.remove(entry)));
      await Promise.all(entries.map(({ running }) => running));
      await Promise.all(entries.map(({ worker }) => worker.close?.()));
    };
  }

  /** What the workers do whose names begin so, for who operates the process. */
  states(prefix: string): WorkerState[] {
    const own = [...this.#entries].filter(({ worker }) => worker.name.startsWith(prefix));
    return own.map(({ worker: { name, everyMs: every_ms, due }, running, failing, at }) => {
      const next_in_ms = running || at === never ? null : Math.max(0, Math.round(at - performance.now()));
      return { name, every_ms, when_due: due !== undefined, running: running !== undefined, failing, next_in_ms };
    });
  }

  /** Runs the workers of this name after `inMs` milliseconds, or now; once more when they are running. */
  wake(name: string, inMs = 0): void {
    for (const entry of this.#entries) {
      if (entry.worker.name !== name) continue;
      if (inMs > 0 || entry.running) this.#runIn(entry, inMs);
      else this.#begin(entry);
    }
  }

  #runIn(entry: Entry, inMs: number): void {
    const at = performance.now() + Math.max(0, inMs);
    if (entry.running) entry.again = Math.min(entry.again, at);
    else entry.at = Math.min(entry.at, at);
    this.#schedule();
  }

  #watchOf({ worker: { due } }: Entry): Watch<Entry> | undefined {
    if (!due) return undefined;
    const { database } = due.store;
    const watch = this.#watches.get(database) ?? new Watch<Entry>((entry, inMs) => this.#runIn(entry, inMs));
    this.#watches.set(database, watch);
    return watch;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    let next = never;
    for (const { running, at } of this.#entries) if (!running && at < next) next = at;
    if (next < never)
      this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(0, next - performance.now()), 1e9));
  }

  #tick(): void {
    const now = performance.now();
    for (const entry of this.#entries) if (!entry.running && entry.at <= now) this.#begin(entry);
    this.#schedule();
  }

  #begin(entry: Entry): void {
    entry.again = never;
    entry.running = this.#run(entry).then((restMs) => {
      entry.running = undefined;
      entry.at = Math.min(entry.again, performance.now() + restMs);
      this.#schedule();
    });
  }

  // Runs a worker once and returns its pause.
  async #run(entry: Entry): Promise<number> {
    const { worker, logger, signal } = entry;
    // The caller goes on first: it may stop the worker at once.
    await undefined;
    try {
      const done = signal.aborted ? 0 : Number(await worker.run(signal));
      entry.failing = false;
      return done > 0 ? 0 : restOf(worker);
    } catch (error) {
      // Logged once for each outage.
      if (!entry.failing) logger.warn({ worker: worker.name, error: String(error) }, "a worker fails and is run again");
      entry.failing = true;
      return Math.min(worker.everyMs, failureMs);
    }
  }
}

/** A worker that runs at an interval. */
export const periodic = (name: string, everyMs: number, work: () => Promise<void>): Worker => ({
  name,
  everyMs,
  run: () => work().then(() => false),
});

const restOf = ({ everyMs, due }: Worker): number => (due ? never : everyMs);
