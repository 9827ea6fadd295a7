import { Gathering } from "@seller-orchestra/durable";
import { UnavailableError } from "../actions/errors.ts";

/** A call that waits for a transaction. */
export interface Waiting<Call> {
  call: Call;
  done: PromiseWithResolvers<unknown>;
}

/** How calls are run: one by itself, or several in one transaction, with a result or a refusal for each. */
interface Runs<Call> {
  one(call: Call): Promise<unknown>;
  many(calls: Call[]): Promise<({ result: unknown } | { error: unknown })[]>;
}

const largest = 32;
// A group that waits for a row longer than this lets another begin.
const slowMs = 60;
const groupsAtOnce = 4;

/** Calls of one kind: one runs at once when none does, and those that come meanwhile are the next group. */
export class CallQueue<Call extends { owner: string }> {
  readonly #runs: Runs<Call>;
  #waiting: Waiting<Call>[] = [];
  readonly #gathering = new Gathering();
  #running = 0;

  constructor(runs: Runs<Call>) {
    this.#runs = runs;
  }

  /** Runs a call, never in one transaction with another of the same owner. */
  add(call: Call): Promise<unknown> {
    const done = Promise.withResolvers<unknown>();
    this.#waiting.push({ call, done });
    if (this.#running === 0) this.#beginSoon();
    return done.promise;
  }

  // After the calls that come in the same turn.
  #beginSoon(): void {
    if (this.#waiting.length === 0) return;
    const begin = () => {
      if (this.#running < groupsAtOnce) void this.#run(this.#take());
    };
    this.#gathering.gather(() => this.#waiting.length, begin);
  }

  #take(): Waiting<Call>[] {
    const group = new Map<string, Waiting<Call>>();
    const rest: Waiting<Call>[] = [];
    for (const each of this.#waiting) {
      if (group.size < largest && !group.has(each.call.owner)) group.set(each.call.owner, each);
      else rest.push(each);
    }
    this.#waiting = rest;
    return [...group.values()];
  }

  async #run(group: Waiting<Call>[]): Promise<void> {
    this.#running++;
    const slow = setTimeout(() => this.#beginSoon(), slowMs);
    const left = group.length > 1 ? await this.#runTogether(group) : group;
    await Promise.all(left.map(({ call, done }) => this.#runs.one(call).then(done.resolve, done.reject)));
    clearTimeout(slow);
    this.#running--;
    this.#gathering.note(group.length + this.#waiting.length);
    this.#beginSoon();
  }

  // Returns those that are to be run one by one: all, or the refused ones. A refusal may only mean that the same call was
  // answered before, which it then finds out.
  async #runTogether(group: Waiting<Call>[]): Promise<Waiting<Call>[]> {
    try {
      const outcomes = await this.#runs.many(group.map(({ call }) => call));
      return group.filter(({ done }, index) => {
        const outcome = outcomes[index];
        if (!outcome || "error" in outcome) return true;
        done.resolve(outcome.result);
        return false;
      });
    } catch (error) {
      if (!(error instanceof UnavailableError)) return group;
      for (const { done } of group) done.reject(error);
      return [];
    }
  }
}
