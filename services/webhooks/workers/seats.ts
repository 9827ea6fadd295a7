/** How many webhooks are served at once. */
interface SeatBounds {
  webhooks: number;
  slowMs: number;
  most: number;
}

/** The place of one webhook that is served. */
export interface Seat {
  /** Awaits its endpoint; the place is another's while that takes long. */
  wait<T>(answers: Promise<T>): Promise<T>;
  leave(): void;
}

/** The places of webhooks in a process: whoever waits for an endpoint that is slow keeps none from others. */
export class Seats {
  readonly #bounds: SeatBounds;
  readonly #freed: () => void;
  #all = 0;
  #waiting = 0;

  constructor(bounds: SeatBounds, freed: () => void) {
    this.#bounds = bounds;
    this.#freed = freed;
  }

  /** How many more webhooks may be served. */
  get free(): number {
    return Math.min(this.#bounds.webhooks - this.#all + this.#waiting, this.#bounds.most - this.#all);
  }

  take(): Seat {
    this.#all++;
    return {
      wait: (answers) => this.#wait(answers),
      leave: () => void this.#all--,
    };
  }

  async #wait<T>(answers: Promise<T>): Promise<T> {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      this.#waiting++;
      this.#freed();
    }, this.#bounds.slowMs);
    try {
      return await answers;
    } finally {
      clearTimeout(timer);
      if (isSlow) this.#waiting--;
    }
  }
}
