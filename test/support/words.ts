import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** The lines that a child process prints, without those of its log, which are JSON. */
export async function* wordsOf(output: Readable): AsyncGenerator<string, undefined> {
  for await (const line of createInterface(output)) if (!line.startsWith("{")) yield line;
}
