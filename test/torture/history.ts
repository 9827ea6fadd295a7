import { appendFileSync } from "node:fs";

/** What a client did to an order, and what came of it. */
export interface Act {
  order: string;
  name: "fulfil" | "cancel" | "deliver" | "refund" | "return" | "receive" | "read";
  /** When it was sent first and when it was answered for good, by one monotonic clock; no answer: it may yet happen. */
  from: number;
  to: number;
  /** `done`, `refused`, or `unknown` when there was no answer. */
  outcome: "done" | "refused" | "unknown";
  /** How many acts of this name can be done to the order at most. */
  most?: number;
  /** What a read showed. */
  seen?: { status: string; fulfilled: boolean };
}

/** The recorded acts of a run, and what else happened; also written to a file, a line each. */
export class History {
  readonly acts: Act[] = [];
  readonly #lines: { at: number; order?: string; line: string }[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Records an act. */
  add(act: Act): void {
    this.acts.push(act);
    this.#write({ at: act.to, order: act.order, line: JSON.stringify(act) });
  }

  /** Records a fault or a finding. */
  note(line: string, order?: string): void {
    this.#write({ at: now(), order, line });
  }

  /** The lines about an order, with the faults between its first and its last. */
  of(order: string): string[] {
    const own = this.#lines.filter((line) => line.order === order).map(({ at }) => at);
    const [first, last] = [Math.min(...own) - 10_000, Math.max(...own) + 1_000];
    return this.#lines
      .filter((line) => line.order === order || (line.order === undefined && line.at >= first && line.at <= last))
      .map(({ at, line }) => `${(at / 1000).toFixed(2)} s  ${line}`);
  }

  #write(entry: { at: number; order?: string; line: string }): void {
    this.#lines.push(entry);
    appendFileSync(this.#file, `${entry.at.toFixed(0)} ${entry.line}\n`);
  }
}

/** Milliseconds since the run began; no clock of a process under test. */
export const now = (): number => performance.now();
