import { type EngineName, engineProblems, sentenceOf } from "../../../config/engine-problems.ts";

/** One thing that was looked at: what it is, and what it should be. */
export interface Finding {
  what: string;
  /** `unknown` is what nobody can ask for. */
  state: "ok" | "wrong" | "warning" | "unknown";
  found: string;
  wanted: string;
}

/** The finding of a check: `otherwise` when it is not right. */
export const judge = (
  what: string,
  isRight: boolean,
  found: unknown,
  wanted: string,
  otherwise: Finding["state"] = "wrong",
): Finding => ({ what, state: isRight ? "ok" : otherwise, found: String(found), wanted });

/** The finding of something that may be as it is. */
export const noted = (what: string, found: string): Finding => ({ what, state: "ok", found, wanted: "" });

/** The finding of an engine that could not be asked. */
export const unreachable = (engine: EngineName, error: unknown): Finding =>
  judge(engine, false, engineProblems()[engine] ?? sentenceOf(error), "an answer");

const mostSkewMs = 1_000;

/** The finding of an engine's clock, which was read between two times of this machine; epoch milliseconds. */
export function clockOf(engine: string, theirs: number, before: number, after: number): Finding {
  const ahead = Math.round(theirs - (before + after) / 2);
  const found = `${Math.abs(ahead)} ms ${ahead < 0 ? "behind" : "ahead"}`;
  // The way there and back hides as much.
  const isRight = Math.abs(ahead) <= mostSkewMs + (after - before) / 2;
  return judge(`clock of ${engine}`, isRight, found, `${mostSkewMs} ms at most`, "warning");
}

/** Compares versions by their first numbers: 10.11.2 is at least 10.9. */
export function isAtLeast(version: string, least: string): boolean {
  const [these, those] = [numbersOf(version), numbersOf(least)];
  const at = those.findIndex((number, index) => number !== (these[index] ?? 0));
  return at < 0 || (these[at] ?? 0) > (those[at] ?? 0);
}

const numbersOf = (version: string) => (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? "0").split(".").map(Number);
