import { DurableError, NonDeterminismError, toPlain } from "../errors.ts";
import type { Entry, RunRecord } from "./record.ts";

/** The entries of a run's steps, and which of them have changed since they were written. */
export class RunSteps {
  readonly #record: RunRecord;
  readonly #known = new Map<string, Entry>();
  readonly #refusals = new Map<unknown, Entry>();
  readonly #unasked = new Set<Entry>();
  #changed = new Set<Entry>();

  constructor(record: RunRecord) {
    this.#record = record;
    for (const entry of record.steps) {
      this.#known.set(entry.id, entry);
      this.#unasked.add(entry);
      if (entry.state === "asked") entry.unsure = true;
      // The process that planned it may have asked for it since.
      entry.planned = undefined;
    }
  }

  /** The entry of a step; a resumed run finds the stored one. Throws NonDeterminismError. */
  entry(id: string, name: string, undo?: Entry["undo"]): Entry {
    const known = this.#known.get(id);
    if (known && known.name !== name) throw this.#changedError(`step ${id} was ${known.name} and is ${name} now`);
    if (known) {
      this.#unasked.delete(known);
      return known;
    }
    const seq = (this.#record.steps.at(-1)?.seq ?? -1) + 1;
    const entry: Entry = { id, seq, name, state: "asked", at: Date.now(), ...(undo ? { undo } : {}) };
    this.#known.set(id, entry);
    this.#record.steps.push(entry);
    this.change(entry, {});
    return entry;
  }

  /** Changes an entry; it is written with the next save. */
  change(entry: Entry, changes: Partial<Entry>): void {
    Object.assign(entry, changes);
    const hasOutcome = changes.state === "done" || changes.state === "refused";
    if (hasOutcome && entry.at !== undefined) entry.ms = Date.now() - entry.at;
    this.#changed.add(entry);
  }

  /** The entries that have changed, which are to be written now. */
  takeChanged(): Set<Entry> {
    const taken = this.#changed;
    this.#changed = new Set();
    return taken;
  }

  /** Has entries written after all with the next save. */
  putBack(entries: Iterable<Entry>): void {
    for (const entry of entries) this.#changed.add(entry);
  }

  /** Checks at the end of a definition that it has asked for every step of the journal. Throws NonDeterminismError. */
  assertAllAsked(): void {
    const [left] = this.#unasked;
    if (left) throw this.#changedError(`step ${left.id} was ${left.name} and is not there any more`);
  }

  /** The outcome of a step, also from an earlier attempt of the run. Throws its refusal. */
  outcomeOf(entry: Entry): unknown {
    if (entry.state !== "refused" || !entry.error) return entry.outcome;
    const error = new DurableError(entry.error);
    this.#refusals.set(error, entry);
    throw error;
  }

  /** Records a refusal. */
  refuse(entry: Entry, error: unknown): void {
    this.change(entry, { state: "refused", error: toPlain(error) });
    this.#refusals.set(error, entry);
  }

  /** Has the step that was refused with this error retried when the run is resumed. */
  reopen(error: unknown): void {
    const refused = this.#refusals.get(error);
    if (refused) this.change(refused, { state: "asked" });
  }

  /** Changes that were made, or may have been, and are not compensated. */
  changes(): Entry[] {
    return this.#record.steps.filter(needsCompensation);
  }

  #changedError(how: string): NonDeterminismError {
    const { id, workflow, version } = this.#record;
    return new NonDeterminismError(
      `The workflow ${workflow} no longer fits run ${id} of its version ${version}: ${how}.`,
    );
  }
}

// A step that was refused on a retry may still take effect by an earlier attempt: its compensation prevents that.
function needsCompensation({ key, state, unsure, undo, planned }: Entry): boolean {
  if (!key || planned) return false;
  return state === "done" || state === "asked" || (state === "refused" && unsure === true && undo !== undefined);
}
