import type { Socket } from "node:net";

/** What a link does to the bytes that pass. */
export interface Conditions {
  /** By how long each piece is late, and by how much more at most; in milliseconds. */
  delayMs: number;
  jitterMs: number;
  bytesPerSecond: number;
  /** The directions in which nothing arrives: it is held. */
  silent: "none" | "requests" | "answers" | "both";
}

// As much as a socket's buffers hold: then the sender has to wait.
const mostHeld = 256 * 1024;

/** One direction of a connection: bytes, and the end that follows them, arrive in order, as late as conditions say. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: () => Conditions;
  readonly #isSilent: () => boolean;
  readonly #held: { piece: Buffer | undefined; at: number }[] = [];
  #heldBytes = 0;
  #lastAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isCut = false;

  constructor(from: Socket, to: Socket, conditions: () => Conditions, isSilent: () => boolean) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    this.#isSilent = isSilent;
    from.on("data", (piece: Buffer) => this.#take(piece));
    from.on("end", () => this.#take(undefined));
    from.on("close", () => this.#take(undefined));
  }

  /** Passes what is due. */
  pass(): void {
    clearTimeout(this.#timer);
    while (this.#held.length > 0 && !this.#isSilent()) {
      const wait = (this.#held[0]?.at ?? 0) - performance.now();
      if (wait > 0.5) {
        this.#timer = setTimeout(() => this.pass(), wait);
        return;
      }
      this.#deliver(this.#held.shift()?.piece);
    }
  }

  /** The next piece is cut in half, and the connection reset behind it. */
  cut(): void {
    this.#isCut = true;
  }

  #take(piece: Buffer | undefined): void {
    const { delayMs, jitterMs, bytesPerSecond } = this.#conditions();
    const at = performance.now() + delayMs + Math.random() * jitterMs;
    this.#lastAt = Math.max(this.#lastAt, at) + ((piece?.length ?? 0) / bytesPerSecond) * 1_000;
    this.#held.push({ piece, at: this.#lastAt });
    this.#heldBytes += piece?.length ?? 0;
    if (this.#heldBytes > mostHeld) this.#from.pause();
    this.pass();
  }

  #deliver(piece: Buffer | undefined): void {
    if (!piece) {
      this.#to.end();
      if (this.#from.destroyed) this.#to.destroySoon();
      return;
    }
    this.#heldBytes -= piece.length;
    if (this.#heldBytes <= mostHeld) this.#from.resume();
    if (!this.#isCut) {
      this.#to.write(piece);
      return;
    }
    this.#to.write(piece.subarray(0, Math.ceil(piece.length / 2)), () => {
      for (const socket of [this.#from, this.#to]) socket.resetAndDestroy();
    });
  }
}
