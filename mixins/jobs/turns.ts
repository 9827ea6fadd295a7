/** Limits how many tasks run at once; the others wait in order, and beyond `mostWaiting` are refused by `full`. */
export class Turns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #full: () => Error;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(atOnce: number, mostWaiting = Number.POSITIVE_INFINITY, full = () => new Error("Too many are waiting.")) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
    this.#full = full;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working < this.#atOnce) this.#working++;
    else if (this.#waiting.length >= this.#mostWaiting) throw this.#full();
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The next waiting task takes over the slot.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#working--;
    }
  }
}

/** Runs the tasks of one key one after the other, so that a key never holds more than one turn of others' queues. */
export class TurnsByKey {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
