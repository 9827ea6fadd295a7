import { createRequire } from "node:module";
import { type DestinationStream, destination } from "pino";
import { env } from "./env.ts";

let together: TogetherLog | undefined;

/** Where the log goes: readable lines on a terminal in development, JSON on standard output everywhere else. */
export function logDestination(): DestinationStream {
  const pretty = readable();
  if (pretty) return pretty;
  together ??= new TogetherLog(destination({ fd: 1, sync: true }));
  return together;
}

/** The log of this process where it is JSON; undefined where it is readable, or another one. */
export const jsonLog = (): TogetherLog | undefined => together;

function readable(): DestinationStream | undefined {
  if (env.NODE_ENV !== "development" || !process.stdout.isTTY) return undefined;
  try {
    // A development dependency, which an installation for production is without.
    const pretty = createRequire(import.meta.url)("pino-pretty") as (options: object) => DestinationStream;
    return pretty({ ignore: "nodeID,ns,mod,svc", messageFormat: "{if mod}{mod}: {end}{msg}", sync: true });
  } catch {
    return undefined;
  }
}

const waitMs = 20;
const longest = 32_768;
const warning = 40;
const metadata: unique symbol = Symbol.for("pino.metadata");

/** A line that is made when it is written. */
export interface LateLine {
  /** The line, with its end. `epoch` is what the clock of `performance.now()` counts from. */
  text(epoch: number): string;
}

// About as long as the line of a request.
const lateLength = 320;

/**
 * Writes the lines of 20 ms together: a write for each takes longer than making it. Warnings and errors, with what came
 * before them, are written at once, and nothing is left when the process exits by itself.
 */
export class TogetherLog implements DestinationStream {
  // Has pino say the level of each line.
  readonly [metadata] = true;
  lastLevel = 0;
  readonly #to: DestinationStream;
  #lines: (string | LateLine)[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(to: DestinationStream) {
    this.#to = to;
    process.on("exit", () => this.flush());
  }

  write(line: string): void {
    this.#add(line, line.length);
    if (this.lastLevel >= warning) this.flush();
  }

  /** Adds a line below the level of warnings. Lines that are made one after the other take less time. */
  add(line: LateLine): void {
    this.#add(line, lateLength);
  }

  #add(line: string | LateLine, length: number): void {
    this.#lines.push(line);
    this.#length += length;
    if (this.#length > longest) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), waitMs).unref();
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#length = 0;
    const epoch = Date.now() - performance.now();
    let text = "";
    for (const line of lines) text += typeof line === "string" ? line : line.text(epoch);
    this.#to.write(text);
  }
}
