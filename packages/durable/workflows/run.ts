import { isStuck, toPlain } from "../errors.ts";
import { waitAtMost } from "../work/deadline.ts";
import type { Context } from "./context.ts";
import { type Entry, keyOfStep, type RunRecord } from "./record.ts";
import { retry } from "./retry.ts";
import { RunSteps } from "./run-steps.ts";
import { RunWriter } from "./writer.ts";

/** True for the key of a child run, which begins with the id of its parent. */
export const isChildKey = (key: string): boolean => /^run_\w+\//.test(key);

// Why parallel branches stop after one of them has failed.
class RunClosed extends Error {}

/** One run of a workflow: the entries of its steps, their outcomes and their compensation. */
export class Run {
  readonly record: RunRecord;
  readonly context: Context;
  readonly steps: RunSteps;
  readonly #writer: RunWriter;
  readonly #deadline: number;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  #blocked = false;

  constructor(record: RunRecord, context: Context, begun: boolean) {
    this.record = record;
    this.context = context;
    this.steps = new RunSteps(record);
    this.#writer = new RunWriter(record, this.steps, context, this.#closing, begun);
    this.#deadline = Date.now() + context.timing.stepTimeout;
    this.#signal = AbortSignal.any([context.stopping, this.#closing.signal]);
  }

  /** True once it is in the journal. */
  get begun(): boolean {
    return this.#writer.begun !== undefined;
  }

  /** True when it is a step of another run. */
  get isChild(): boolean {
    return isChildKey(this.record.run_key);
  }

  /** True while its last call has not worked and is to be retried. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** True when another instance has claimed it. */
  get lost(): boolean {
    return this.#writer.lost;
  }

  /** True while a change was made, or may have been, and is not compensated. */
  get changed(): boolean {
    return this.steps.changes().length > 0;
  }

  /** Retries a step until its outcome is known, and records it. */
  async perform(entry: Entry, work: () => Promise<unknown>): Promise<void> {
    this.#signal.throwIfAborted();
    const attempts = this.#retryStep(() => this.attempt(entry, work));
    this.#inFlight.add(attempts);
    try {
      this.complete(entry, await attempts);
    } catch (error) {
      if (this.isRefusal(error)) {
        this.steps.refuse(entry, error);
        this.#writer.require();
      } else if (!isStuck(error)) {
        // The run cannot continue: a parallel branch must not pass the point of no return any more.
        this.#closing.abort(new RunClosed());
      }
      throw error;
    } finally {
      this.#inFlight.delete(attempts);
    }
  }

  /** Records an outcome. That of a change can be had again by its key; others are written before the next change. */
  complete(entry: Entry, outcome: unknown): void {
    this.steps.change(entry, { state: "done", outcome, error: undefined });
    if (!entry.key) this.#writer.require();
  }

  /** Inserts it into the journal, the first time. Throws KeyTaken. */
  begin(): Promise<void> {
    return this.#writer.begin();
  }

  /** Has a change written, with how it is compensated, together with what is written before it. */
  plan(entry: Entry): void {
    if (entry.state !== "asked" || entry.key) return;
    this.steps.change(entry, { key: keyOfStep(this.record.id, entry), planned: true });
    if (!this.record.committed) this.#writer.require();
  }

  /** Writes what a change depends on and how it is compensated. Resolves with the change's key. */
  async beforeChange(entry: Entry): Promise<string> {
    this.#signal.throwIfAborted();
    const key = entry.key ?? keyOfStep(this.record.id, entry);
    if (entry.key !== key) this.steps.change(entry, { key });
    if (entry.undo && !entry.planned && !this.record.committed) this.#writer.require();
    await this.#writer.flush();
    entry.planned = undefined;
    return key;
  }

  /** Writes the outcome of a change, soon. */
  afterChange(): void {
    this.#writer.saveSoon();
  }

  /** Passes the point of no return: from the next change on the run is completed, not compensated. */
  commit(): void {
    if (this.record.committed) return;
    // A branch that is still running after another has failed would keep the run from being compensated.
    this.#signal.throwIfAborted();
    this.record.committed = true;
    this.#writer.require();
  }

  /**
   * Stops parallel branches and waits for their attempts, but no longer than one attempt takes: a child run may take
   * longer and ends by itself.
   */
  async close(): Promise<void> {
    this.#closing.abort(new RunClosed());
    const attempts = Promise.allSettled([...this.#inFlight, this.#writer.begun]);
    await waitAtMost(attempts, this.context.timing.callTimeout);
  }

  /** Has its caller answered with a result when it waits, whatever becomes of it: from the next change on it is committed. */
  async reply(result: unknown): Promise<void> {
    this.commit();
    this.record.result ??= result;
    await this.begin();
    await this.save();
  }

  /** Writes what has changed. */
  save(): Promise<void> {
    return this.#writer.save();
  }

  /** Writes its end; `keyFree` allows the caller to start another run with the same key. */
  end(state: "completed" | "failed", { keyFree, ...end }: { result?: unknown; error?: unknown; keyFree?: boolean }) {
    const isFree = keyFree && this.record.result === undefined;
    return this.#writer.end(state, isFree ? this.record.id : this.record.run_key, end);
  }

  /** Leaves it to an operator. When they resume it, the refused step is retried. */
  async markStuck(error: unknown): Promise<void> {
    this.steps.reopen(error);
    Object.assign(this.record, { state: "stuck", error: toPlain(error) });
    await this.#writer.save();
  }

  /** For how many milliseconds its lease was not renewed by a write. */
  get silentMs(): number {
    return this.#writer.silentMs;
  }

  /** Calls an action by name. */
  call(name: string, params: unknown): Promise<unknown> {
    const { actor, request_id } = this.record;
    const { call, timing } = this.context;
    return call(name, params, { timeout: timing.callTimeout, caller: { actor, request_id } });
  }

  /** True for an error that a retry cannot change: the step was refused and had no effect. */
  isRefusal(error: unknown): boolean {
    return this.context.kindOf(error) === "refused";
  }

  // A parallel branch may pass the point of no return in the meantime: the deadline moves with it.
  #retryStep<T>(work: () => Promise<T>): Promise<T> {
    const { timing } = this.context;
    const committedDeadline = Date.now() + timing.runTimeout;
    const deadline = () => (this.record.committed ? committedDeadline : this.#deadline);
    return retry(work, deadline, this.context, this.#signal);
  }

  /** Tries a step once, and notes what its outcome says of it. */
  async attempt(entry: Entry, work: () => Promise<unknown>): Promise<unknown> {
    try {
      const outcome = await work();
      this.#blocked = false;
      return outcome;
    } catch (error) {
      if (!this.isRefusal(error)) entry.unsure = true;
      this.#blocked = this.context.kindOf(error) !== "refused";
      throw error;
    }
  }
}
