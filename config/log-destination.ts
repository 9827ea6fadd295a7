import { createRequire } from "node:module";
import { type DestinationStream, destination } from "pino";
import { env } from "./env.ts";

/** Where the log goes: readable lines on a terminal in development, JSON on standard output everywhere else. */
export function logDestination(): DestinationStream {
  return readable() ?? new TogetherLog(destination({ fd: 1, sync: true }));
}

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

/**
 * Writes the lines of 20 ms together: a write for each takes longer than making it. Warnings and errors, with what came
 * before them, are written at once, and nothing is left when the process exits by itself.
 */
export class TogetherLog implements DestinationStream {
  // Has pino say the level of each line.
  readonly [metadata] = true;
  lastLevel = 0;
  readonly #to: DestinationStream;
  #text = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(to: DestinationStream) {
    this.#to = to;
    process.on("exit", () => this.flush());
  }

  write(line: string): void {
    this.#text += line;
    if (this.lastLevel >= warning || this.#text.length > longest) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), waitMs).unref();
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text;
    this.#text = "";
    if (text !== "") this.#to.write(text);
  }
}
