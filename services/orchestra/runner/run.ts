import { setTimeout as wait } from "node:timers/promises";
import { waitAtMost } from "../../../mixins/jobs/deadline.ts";
import type { ActionName } from "../../contracts.ts";
import { type Entry, endRun, insertRun, type RunRecord, saveRun } from "../store/journal.ts";
import type { RunContext } from "./definition.ts";
import { isRefusal, NonDeterminismError, retry, toError, toPlain } from "./retry.ts";

/** True for the key of a run that is a step of another: it is made of the other's id. */
export const isChildKey = (key: string): boolean => /^run_\w+\//.test(key);

/** Another run has this key. */
export class KeyTaken extends Error {}

/** Another instance goes on with this run. */
export class LeaseLost extends Error {}

// Why branches stop that still go on beside one that failed.
class Over extends Error {}

// Outcomes are written this long after the first that is not: a run that ends before writes them once. One that was not
// written is asked for again after a crash, with the same key, and is the same.
const settleMs = 20;

/** One run of a workflow and its journal: what was asked, what came of it, and how to take it back. */
export class Run {
  readonly record: RunRecord;
  readonly context: RunContext;
  readonly #deadline: number;
  readonly #known = new Map<string, Entry>();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #refusals = new Map<unknown, Entry>();
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  #begun: Promise<void> | undefined;
  // How much was noted that a change must not come before, and how much of it is written.
  #noted = 0;
  #written = 0;
  #dirty = false;
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;

  constructor(record: RunRecord, context: RunContext, begun: boolean) {
    this.record = record;
    this.context = context;
    this.#deadline = Date.now() + context.timing.stepTimeout;
    this.#signal = AbortSignal.any([context.stopping, this.#over.signal]);
    for (const entry of record.steps) {
      this.#known.set(entry.id, entry);
      if (entry.state === "asked") entry.unsure = true;
    }
    if (begun) this.#begun = Promise.resolve();
  }

  /** True once it stands in the journal. */
  get begun(): boolean {
    return this.#begun !== undefined;
  }

  /** True when it is a step of another run: its key is then made of the other's id. */
  get isChild(): boolean {
    return isChildKey(this.record.run_key);
  }

  /** True when another instance goes on with it. */
  get lost(): boolean {
    return this.#over.signal.reason instanceof LeaseLost;
  }

  /** True while something that was done, or may have been, stands. */
  get changed(): boolean {
    return this.record.steps.some(needsCompensation);
  }

  /** The entry of a step, known already when the run is resumed. */
  entry(id: string, name: string, undo?: Entry["undo"]): Entry {
    const known = this.#known.get(id);
    if (known && known.name !== name) {
      throw new NonDeterminismError(`Step ${id} of run ${this.record.id} was ${known.name} and is ${name} now.`);
    }
    if (known) return known;
    const entry: Entry = { id, name, state: "asked", ...(undo ? { undo } : {}) };
    this.#known.set(id, entry);
    this.record.steps.push(entry);
    return entry;
  }

  /** Asks until there is an answer, and notes it. */
  async answer(entry: Entry, work: () => Promise<unknown>): Promise<void> {
    this.#signal.throwIfAborted();
    const answer = this.#insistOn(() => this.#tryOnce(entry, work));
    this.#inFlight.add(answer);
    try {
      this.note(entry, await answer);
    } catch (error) {
      if (isRefusal(error)) this.#noteRefusal(entry, error);
      throw error;
    } finally {
      this.#inFlight.delete(answer);
    }
  }

  /** Notes an outcome. Only that of a change can be had again: what follows from others waits until it is written. */
  note(entry: Entry, outcome: unknown): void {
    Object.assign(entry, { state: "done", outcome, error: undefined });
    if (!entry.key) this.#noted++;
  }

  /** What came of a step, also in an earlier life of the run. */
  outcomeOf(entry: Entry): unknown {
    if (entry.state !== "refused" || !entry.error) return entry.outcome;
    const error = toError(entry.error);
    this.#refusals.set(error, entry);
    throw error;
  }

  /** Writes it down, the first time. Throws KeyTaken. */
  begin(): Promise<void> {
    this.#begun ??= this.#insert();
    return this.#begun;
  }

  /** Writes what must stand in the journal before a change: what it follows from, and how to take it back. */
  async beforeChange(entry: Entry): Promise<string> {
    this.#signal.throwIfAborted();
    entry.key ??= `${this.record.id}/${entry.id}/${entry.name}`;
    if (entry.undo && !this.record.committed) this.#noted++;
    await this.begin();
    if (this.#written < this.#noted) await this.#save();
    return entry.key;
  }

  /** Writes what came of a change, soon. */
  afterChange(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    wait(settleMs, undefined, { ref: false })
      .then(() => (this.#dirty && !this.#signal.aborted ? this.#save() : undefined))
      .catch(() => undefined);
  }

  /** From the next change on it only goes forward. */
  commit(): void {
    if (this.record.committed) return;
    this.record.committed = true;
    this.#noted++;
  }

  /**
   * Keeps branches that still go on from doing more, and waits for what they are about, but not for longer than a try
   * takes: another workflow that they run may take its time, and ends without them.
   */
  async close(): Promise<void> {
    this.#over.abort(new Over());
    const tries = Promise.allSettled([...this.#inFlight, this.#begun]);
    await waitAtMost(tries, this.context.timing.call);
  }

  /**
   * Takes back what was done, the last first. Each undoing is tried until it is done; answers false when one of them
   * cannot be, and somebody has to look.
   */
  async undo(error: unknown): Promise<boolean> {
    this.record.state = "undoing";
    this.record.error = toPlain(error);
    await this.#save();
    for (const entry of this.record.steps.toReversed()) {
      const { undo, key } = entry;
      if (!undo || !needsCompensation(entry)) continue;
      const params = { ...undo.params, undoes: key, idempotency_key: `${key}/undo` };
      try {
        await this.#persist(() => this.call(undo.action, params));
      } catch (trouble) {
        this.context.stopping.throwIfAborted();
        entry.error = toPlain(trouble);
        return false;
      }
      entry.state = "undone";
      await this.#save();
    }
    return true;
  }

  /** Writes its end; `keyFree` lets the caller try again with the same key. */
  async end(state: "completed" | "failed", { result, error, keyFree }: End): Promise<void> {
    // One that was still to come would write the end's state without its result.
    this.#dirty = false;
    for (let last: Promise<void> | undefined; last !== this.#saving; ) {
      last = this.#saving;
      await last.catch(() => undefined);
    }
    Object.assign(this.record, { state, result, error: error === undefined ? null : toPlain(error) });
    const key = keyFree ? this.record.id : this.record.run_key;
    await this.#hold(() => endRun(this.context.db, this.record, key));
  }

  /** Leaves it to somebody who looks at it. The step that was refused is asked again when they let it go on. */
  async getStuck(error: unknown): Promise<void> {
    const refused = this.#refusals.get(error);
    if (refused) refused.state = "asked";
    Object.assign(this.record, { state: "stuck", error: toPlain(error) });
    await this.#save();
  }

  /** Calls an action by name. */
  call(name: string, params: object): Promise<unknown> {
    return this.context.call(name as ActionName, params as never, { timeout: this.context.timing.call });
  }

  #insistOn<T>(work: () => Promise<T>): Promise<T> {
    if (this.record.committed) return this.#persist(work, this.#signal);
    return retry(work, this.#deadline, this.context.timing, this.#signal);
  }

  #persist<T>(work: () => Promise<T>, signal = this.context.stopping): Promise<T> {
    const { timing } = this.context;
    return retry(work, Date.now() + timing.runTimeout, timing, signal);
  }

  async #tryOnce(entry: Entry, work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error)) entry.unsure = true;
      throw error;
    }
  }

  #noteRefusal(entry: Entry, error: unknown): void {
    Object.assign(entry, { state: "refused", error: toPlain(error) });
    this.#refusals.set(error, entry);
    this.#noted++;
  }

  async #insert(): Promise<void> {
    const noted = this.#noted;
    // The story may have taken its time to come here.
    this.record.lease_until = Date.now() + this.context.timing.lease;
    try {
      if (!(await insertRun(this.context.db, this.record))) throw new KeyTaken();
      this.#written = noted;
    } catch (error) {
      this.#begun = undefined;
      throw error;
    }
  }

  // One that waits for its turn also writes what comes meanwhile.
  #save(): Promise<void> {
    this.#nextSave ??= this.#saving.catch(() => undefined).then(() => this.#saveNow());
    this.#saving = this.#nextSave;
    return this.#saving;
  }

  async #saveNow(): Promise<void> {
    this.#nextSave = undefined;
    this.#dirty = false;
    const noted = this.#noted;
    await this.#hold(() => saveRun(this.context.db, this.record));
    this.#written = noted;
  }

  // Where there is no way back, a journal that is away is waited for.
  async #hold(write: () => Promise<boolean>): Promise<void> {
    const { timing, stopping } = this.context;
    const held = this.record.committed
      ? await this.#persist(write)
      : await retry(write, Date.now() + timing.stepTimeout, timing, stopping);
    if (held) return;
    this.#over.abort(new LeaseLost());
    throw new LeaseLost();
  }
}

interface End {
  result?: unknown;
  error?: unknown;
  keyFree?: boolean;
}

// A step that was refused when asked again may still be done by the first try: its undoing shuts that out.
function needsCompensation({ key, state, unsure, undo }: Entry): boolean {
  if (!key) return false;
  return state === "done" || state === "asked" || (state === "refused" && unsure === true && undo !== undefined);
}
