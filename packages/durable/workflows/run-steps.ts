import { DurableError, NonDeterminismError, toPlain } from "../errors.ts";
import type { Entry, RunRecord } from "./record.ts";

/** The entries of a run's steps. */
export class RunSteps {
  readonly #record: RunRecord;
  readonly #known = new Map<string, Entry>();
  readonly #refusals = new Map<unknown, Entry>();

  constructor(record: RunRecord) {
    this.#record = record;
    for (const entry of record.steps) {
      this.#known.set(entry.id, entry);
      if (entry.state === "asked") entry.unsure = true;
    }
  }

  /** The entry of a step; a resumed run finds the stored one. Throws NonDeterminismError. */
  entry(id: string, name: string, undo?: Entry["undo"]): Entry {
    const known = this.#known.get(id);
    if (known && known.name !== name) {
      throw new NonDeterminismError(`Step ${id} of run ${this.#record.id} was ${known.name} and is ${name} now.`);
    }
    if (known) return known;
    const entry: Entry = { id, name, state: "asked", ...(undo ? { undo } : {}) };
    this.#known.set(id, entry);
    this.#record.steps.push(entry);
    return entry;
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
    Object.assign(entry, { state: "refused", error: toPlain(error) });
    this.#refusals.set(error, entry);
  }

  /** Has the step that was refused with this error retried when the run is resumed. */
  reopen(error: unknown): void {
    const refused = this.#refusals.get(error);
    if (refused) refused.state = "asked";
  }

  /** Changes that were made, or may have been, and are not compensated. */
  changes(): Entry[] {
    return this.#record.steps.filter(needsCompensation);
  }
}

// A step that was refused on a retry may still take effect by an earlier attempt: its compensation prevents that.
function needsCompensation({ key, state, unsure, undo }: Entry): boolean {
  if (!key) return false;
  return state === "done" || state === "asked" || (state === "refused" && unsure === true && undo !== undefined);
}
