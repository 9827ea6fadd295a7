import type { Logger } from "../logger.ts";
import type { Store } from "../store/store.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Caller } from "./record.ts";
import type { EngineTiming } from "./timing.ts";

/** What the error of a call means: it had no effect and never will, it may come right by itself, or something is wrong. */
export type ErrorKind = "refused" | "unavailable" | "fault";

/** Calls an action for a run. */
export type CallAction = (
  name: string,
  params: unknown,
  options: { timeout: number; caller: Caller },
) => Promise<unknown>;

/** What runs depend on. */
export interface Context {
  /** Where the journal is. */
  store: Store;
  call: CallAction;
  logger: Logger;
  timing: EngineTiming;
  /** What the error of an action means; by default its `code` says it. */
  kindOf(error: unknown): ErrorKind;
  /** Runs work in a span of a trace; by default it only runs it. */
  trace<T>(name: string, attributes: Record<string, string>, work: () => Promise<T>): Promise<T>;
  /** False while this process can call nobody: its runs are then left to other instances. By default it always can. */
  canCall(): boolean;
  /** The title of a step in traces, by its action. */
  titleOf(action: string): string;
  /** Aborted when this process shuts down. */
  stopping: AbortSignal;
  journal: JournalWriter;
}

/** By the code of an error: 4xx is refused, 429, 503 and 504 are unavailable, all else is a fault. */
export function kindByCode(error: unknown): ErrorKind {
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 429 || code === 503 || code === 504) return "unavailable";
  return typeof code === "number" && code >= 400 && code < 500 ? "refused" : "fault";
}
