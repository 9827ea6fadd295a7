import { setTimeout as wait } from "node:timers/promises";
import { KeyTaken, LeaseLost, toPlain } from "../errors.ts";
import type { Context } from "./context.ts";
import type { RunRecord } from "./record.ts";
import { retry } from "./retry.ts";
import type { RunSteps } from "./run-steps.ts";

// Outcomes of changes are written behind, together: a run that ends within this interval never writes them. After a crash
// the call of one that was not written is repeated with the same key, and has the same outcome.
const behindMs = 250;

/** Decides what of a run is written to the journal, and when. */
export class RunWriter {
  readonly #record: RunRecord;
  readonly #steps: RunSteps;
  readonly #context: Context;
  readonly #closing: AbortController;
  #begun: Promise<void> | undefined;
  // How many changes have to be written before the next step that changes something, and how many of them are.
  #required = 0;
  #written = 0;
  #dirty = false;
  #lost = false;
  #hasRows: boolean;
  #writtenAt = performance.now();
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;

  /** Aborts `closing` when another instance has claimed the run. */
  constructor(record: RunRecord, steps: RunSteps, context: Context, closing: AbortController, begun: boolean) {
    this.#record = record;
    this.#steps = steps;
    this.#context = context;
    this.#closing = closing;
    this.#hasRows = begun;
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

  /** For how many milliseconds nothing was written, which renews the lease. */
  get silentMs(): number {
    return performance.now() - this.#writtenAt;
  }

  /** Requires the last change to be written before the next step that changes something. */
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
    wait(behindMs, undefined, { ref: false })
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
    // What a run has replied with stays its result.
    Object.assign(this.#record, {
      state,
      result: this.#record.result ?? result,
      error: error === undefined ? null : toPlain(error),
    });
    await this.#write(() => this.#context.journal.end(this.#record, key, this.#hasRows));
  }

  async #insert(): Promise<void> {
    // Branches that begin at the same time are in it.
    await Promise.resolve();
    const required = this.#required;
    const changed = this.#steps.takeChanged();
    try {
      if (!(await this.#context.journal.begin(this.#record))) throw new KeyTaken();
      this.#written = required;
      this.#writtenAt = performance.now();
    } catch (error) {
      this.#steps.putBack(changed);
      this.#begun = undefined;
      throw error;
    }
  }

  async #saveNow(): Promise<void> {
    // What other branches require at the same time is in it.
    await Promise.resolve();
    this.#nextSave = undefined;
    this.#dirty = false;
    const required = this.#required;
    const changed = this.#steps.takeChanged();
    const { journal } = this.#context;
    const inRow = !this.#hasRows && !journal.needsRows(this.#record);
    if (!inRow && changed.size > 0) this.#hasRows = true;
    try {
      await this.#write(() => (inRow ? journal.saveWhole(this.#record) : journal.save(this.#record, changed)));
      this.#written = required;
    } catch (error) {
      this.#steps.putBack(changed);
      throw error;
    }
  }

  // After the point of no return an unavailable journal is waited for.
  async #write(write: () => Promise<boolean>): Promise<void> {
    const { timing, stopping } = this.#context;
    const deadline = Date.now() + (this.#record.committed ? timing.runTimeout : timing.stepTimeout);
    const isHeld = await retry(write, () => deadline, this.#context, stopping);
    this.#writtenAt = performance.now();
    if (isHeld) return;
    this.#lost = true;
    this.#closing.abort(new LeaseLost());
    throw new LeaseLost();
  }
}
