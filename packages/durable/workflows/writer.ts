import { setTimeout as wait } from "node:timers/promises";
import { KeyTaken, LeaseLost, toPlain } from "../errors.ts";
import type { Context } from "./context.ts";
import { endRun, insertRun, saveRun } from "./journal.ts";
import type { RunRecord } from "./record.ts";
import { retry } from "./retry.ts";

// Outcomes of changes are written in batches of this interval: a run that ends within it writes them once. After a crash
// the call of one that was not written is repeated with the same key, and has the same outcome.
const batchMs = 20;

/** Writes a run to the journal. */
export class RunWriter {
  readonly #record: RunRecord;
  readonly #context: Context;
  readonly #closing: AbortController;
  #begun: Promise<void> | undefined;
  // How many entries have to be written before the next change, and how many of them are.
  #required = 0;
  #written = 0;
  #dirty = false;
  #lost = false;
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;

  /** Aborts `closing` when another instance has claimed the run. */
  constructor(record: RunRecord, context: Context, closing: AbortController, begun: boolean) {
    this.#record = record;
    this.#context = context;
    this.#closing = closing;
    if (begun) this.#begun = Promise.resolve();
  }

  /** True when another instance has claimed the run. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Resolves when the run is in the journal; undefined before `begin`. */
  get begun(): Promise<void> | undefined {
    return this.#begun;
  }

  /** Requires an entry to be written before the next change. */
  require(): void {
    this.#required++;
  }

  /** Inserts the run, the first time. Throws KeyTaken. */
  begin(): Promise<void> {
    this.#begun ??= this.#insert();
    return this.#begun;
  }

  /** Writes what is required. */
  async flush(): Promise<void> {
    await this.begin();
    if (this.#written < this.#required) await this.save();
  }

  /** Writes the run soon. */
  saveSoon(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    const { stopping } = this.#context;
    wait(batchMs, undefined, { ref: false })
      .then(() => {
        const isOver = stopping.aborted || this.#closing.signal.aborted;
        return this.#dirty && !isOver ? this.save() : undefined;
      })
      .catch(() => undefined);
  }

  /** Writes the run. A save that waits for the one before also covers changes in the meantime. */
  save(): Promise<void> {
    this.#nextSave ??= this.#saving.catch(() => undefined).then(() => this.#saveNow());
    this.#saving = this.#nextSave;
    return this.#saving;
  }

  /** Writes the end of the run under `key`. */
  async end(state: "completed" | "failed", key: string, { result, error }: { result?: unknown; error?: unknown }) {
    // A save after this would write the final state without its result.
    this.#dirty = false;
    for (let last: Promise<void> | undefined; last !== this.#saving; ) {
      last = this.#saving;
      await last.catch(() => undefined);
    }
    Object.assign(this.#record, { state, result, error: error === undefined ? null : toPlain(error) });
    await this.#write(() => endRun(this.#context.store, this.#record, key));
  }

  async #insert(): Promise<void> {
    const required = this.#required;
    // The steps before the first change may have taken longer than a lease.
    this.#record.lease_until = Date.now() + this.#context.timing.lease;
    try {
      if (!(await insertRun(this.#context.store, this.#record))) throw new KeyTaken();
      this.#written = required;
    } catch (error) {
      this.#begun = undefined;
      throw error;
    }
  }

  async #saveNow(): Promise<void> {
    this.#nextSave = undefined;
    this.#dirty = false;
    const required = this.#required;
    await this.#write(() => saveRun(this.#context.store, this.#record));
    this.#written = required;
  }

  // After the point of no return an unavailable journal is waited for.
  async #write(write: () => Promise<boolean>): Promise<void> {
    const { timing, stopping } = this.#context;
    const deadline = Date.now() + (this.#record.committed ? timing.runTimeout : timing.stepTimeout);
    if (await retry(write, () => deadline, this.#context, stopping)) return;
    this.#lost = true;
    this.#closing.abort(new LeaseLost());
    throw new LeaseLost();
  }
}
