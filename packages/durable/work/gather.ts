// Those that came with the last group come again within some milliseconds, when they have been answered.
const pauseMs = 1;
const mostPauses = 8;

/**
 * Decides when a group of calls begins: in the next turn of the event loop, or, where the last group had company, when as
 * many have come again, or for a millisecond none has. So whoever is alone never waits, and calls that are in flight
 * together stay together.
 */
export class Gathering {
  #usual = 1;
  #beginning = false;

  /** Notes how many calls the last group had, with those that came while it ran. */
  note(calls: number): void {
    this.#usual = calls;
  }

  /** Calls `begin` once, unless a group is about to begin already; `waiting` says how many wait. */
  gather(waiting: () => number, begin: () => void): void {
    if (this.#beginning) return;
    this.#beginning = true;
    let seen = 0;
    let pauses = 0;
    const look = () => {
      const now = waiting();
      if (now >= this.#usual || now === seen || pauses++ === mostPauses) {
        this.#beginning = false;
        return begin();
      }
      seen = now;
      setTimeout(look, pauseMs);
    };
    setImmediate(look);
  }
}
