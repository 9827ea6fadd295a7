import { createRequire } from "node:module";
import type { DestinationStream } from "pino";
import { env } from "./env.ts";

/** Where the log goes: readable lines on a terminal in development, JSON on standard output everywhere else. */
export function logDestination(): DestinationStream | undefined {
  if (env.NODE_ENV !== "development" || !process.stdout.isTTY) return undefined;
  try {
    // A development dependency, which an installation for production is without.
    const pretty = createRequire(import.meta.url)("pino-pretty") as (options: object) => DestinationStream;
    return pretty({ ignore: "nodeID,ns,mod,svc", messageFormat: "{if mod}{mod}: {end}{msg}", sync: true });
  } catch {
    return undefined;
  }
}
