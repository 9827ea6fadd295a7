import type { Logger } from "../logger.ts";
import type { Store } from "../store/store.ts";

/** A query of one value: in how many milliseconds work is due, by the database's clock; null or no row when there is none. */
export interface Due {
  store: Store;
  sql: string;
}

interface Watched {
  worker: { everyMs: number; due?: Due };
  logger: Pick<Logger, "warn">;
}

// Services that start together are looked at together.
const soonMs = 20;

/** Asks a database at an interval, by one statement, when the work of all its workers is due. */
export class Watch<Entry extends Watched> {
  /** Each with the time of its next look, by the monotonic clock. */
  readonly #entries = new Map<Entry, number>();
  readonly #found: (entry: Entry, inMs: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #failing = false;

  /** Calls `found` for each worker whose work is or will be due. */
  constructor(found: (entry: Entry, inMs: number) => void) {
    this.#found = found;
  }

  add(entry: Entry): void {
    this.#entries.set(entry, performance.now() + soonMs);
    this.#schedule();
  }

  /** Stops looking for a worker, after the look that is under way. */
  async remove(entry: Entry): Promise<void> {
    this.#entries.delete(entry);
    if (this.#entries.size === 0) clearTimeout(this.#timer);
    await this.#looking;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#entries.size === 0) return;
    const next = Math.min(...this.#entries.values());
    this.#timer = setTimeout(
      () => {
        this.#looking ??= this.#look().finally(() => {
          this.#looking = undefined;
          this.#schedule();
        });
      },
      Math.max(0, next - performance.now()),
    );
  }

  async #look(): Promise<void> {
    const now = performance.now();
    // With those whose turn is near, so that all of one interval come to share their looks.
    const all = [...this.#entries].flatMap(([entry, at]) => (at - now <= entry.worker.everyMs / 2 ? [entry] : []));
    for (const entry of all) this.#entries.set(entry, now + entry.worker.everyMs);
    try {
      await this.#ask(all);
      this.#failing = false;
    } catch (error) {
      // Logged once for each outage.
      if (!this.#failing) all[0]?.logger.warn({ error: String(error) }, "work that is due is not found");
      this.#failing = true;
      // A table that cannot be read must not hide the work of others.
      for (const entry of all) await this.#ask([entry]).catch(() => undefined);
    }
  }

  async #ask(entries: Entry[]): Promise<void> {
    const sql = entries.map(({ worker }, place) => `SELECT ${place} AS place, (${worker.due?.sql}) AS in_ms`);
    const look = sql.join(" UNION ALL ");
    const rows = await entries[0]?.worker.due?.store.rows<{ place: number; in_ms: number | null }>(look);
    for (const { place, in_ms } of rows ?? []) {
      const entry = entries[place];
      if (entry && in_ms !== null && this.#entries.has(entry)) this.#found(entry, Number(in_ms));
    }
  }
}
