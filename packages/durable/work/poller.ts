import type { Logger } from "../logger.ts";

/** A service's background work: periodic, or a queue. */
export interface Worker {
  /** The name for waking and logging: `accounts.release`. */
  name: string;
  /** The pause when nothing is left to do, in milliseconds. */
  everyMs: number;
  /** True when the pause may grow with the number of such workers, so that together they poll a few times a second. */
  elastic?: boolean;
  /** Does a portion of the work. It runs again at once until it returns 0 or false. */
  run(signal: AbortSignal): Promise<number | boolean>;
  /** When work is due next, in epoch milliseconds. With it the worker starts at once, else after a first pause. */
  nextDue?(): Promise<number | undefined>;
  /** Releases what it holds, after the last run. */
  close?(): void | Promise<void>;
}

/** A worker, as the poller sees it; `next_in_ms` is null while it runs. */
export interface WorkerState {
  name: string;
  every_ms: number;
  running: boolean;
  failing: boolean;
  next_in_ms: number | null;
}

interface Entry {
  readonly worker: Worker;
  readonly logger: Pick<Logger, "warn">;
  readonly signal: AbortSignal;
  /** When it runs next, by the monotonic clock. */
  at: number;
  running?: Promise<void>;
  again: boolean;
  failing: boolean;
}

// How soon a failing worker is retried, for example after an outage of the database.
const failureMs = 1_000;
// The interval between two polls of any elastic workers.
const pollMs = 280;

/**
 * Runs the workers of a process with one timer. Workers run concurrently, but none twice at once. New work of this
 * process wakes its worker; the timer is for work that is due later, and polls for work of other processes.
 */
export class Poller {
  readonly #entries = new Set<Entry>();
  #timer: NodeJS.Timeout | undefined;

  /** Starts workers; returns the function that stops them, which waits for those that are running. */
  start(workers: readonly Worker[], logger: Pick<Logger, "warn">): () => Promise<void> {
    const stopping = new AbortController();
    const entries = workers.map((worker): Entry => {
      const at = worker.nextDue ? 0 : performance.now() + worker.everyMs;
      return { worker, logger, signal: stopping.signal, at, again: false, failing: false };
    });
    for (const entry of entries) this.#entries.add(entry);
    this.#schedule();
    return async () => {
      stopping.abort();
      for (const entry of entries) this.#entries.delete(entry);
      this.#schedule();
      await Promise.all(entries.map(({ running }) => running));
      await Promise.all(entries.map(({ worker }) => worker.close?.()));
    };
  }

  /** What the workers do whose names begin so, for who operates the process. */
  states(prefix: string): WorkerState[] {
    const own = [...this.#entries].filter(({ worker }) => worker.name.startsWith(prefix));
    return own.map(({ worker: { name, everyMs: every_ms }, running, failing, at }) => {
      const next_in_ms = running ? null : Math.max(0, Math.round(at - performance.now()));
      return { name, every_ms, running: running !== undefined, failing, next_in_ms };
    });
  }

  /** Runs the workers of this name now, or once more when they are running. */
  wake(name: string): void {
    for (const entry of this.#entries) {
      if (entry.worker.name !== name) continue;
      if (entry.running) entry.again = true;
      else this.#begin(entry);
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    let next = Number.POSITIVE_INFINITY;
    for (const { running, at } of this.#entries) if (!running && at < next) next = at;
    if (next < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#tick(), Math.max(0, next - performance.now()));
  }

  #tick(): void {
    const now = performance.now();
    for (const entry of this.#entries) if (!entry.running && entry.at <= now) this.#begin(entry);
    this.#schedule();
  }

  #begin(entry: Entry): void {
    entry.again = false;
    entry.running = this.#run(entry).then((restMs) => {
      entry.running = undefined;
      entry.at = entry.again ? 0 : performance.now() + restMs;
      this.#schedule();
    });
  }

  // Runs a worker once and returns its pause.
  async #run(entry: Entry): Promise<number> {
    const { worker, logger, signal } = entry;
    try {
      const waitMs = await untilDue(worker);
      const done = waitMs > 0 || signal.aborted ? 0 : Number(await worker.run(signal));
      entry.failing = false;
      if (done > 0) return 0;
      return waitMs > 0 ? Math.min(waitMs, this.#idleMs(worker)) : this.#idleMs(worker);
    } catch (error) {
      // Logged once for each outage.
      if (!entry.failing) logger.warn({ worker: worker.name, error: String(error) }, "a worker fails and is run again");
      entry.failing = true;
      return Math.min(worker.everyMs, failureMs);
    }
  }

  #idleMs({ everyMs, elastic }: Worker): number {
    if (!elastic) return everyMs;
    let polling = 0;
    for (const { worker } of this.#entries) if (worker.elastic) polling++;
    return Math.max(everyMs, polling * pollMs);
  }
}

/** A worker that runs at an interval. */
export const periodic = (name: string, everyMs: number, work: () => Promise<void>): Worker => ({
  name,
  everyMs,
  run: () => work().then(() => false),
});

async function untilDue(worker: Worker): Promise<number> {
  if (!worker.nextDue) return 0;
  return ((await worker.nextDue()) ?? Number.POSITIVE_INFINITY) - Date.now();
}
