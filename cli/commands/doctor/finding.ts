/** One thing that was looked at: what it is, and what it should be. */
export interface Finding {
  what: string;
  state: "ok" | "wrong" | "warning";
  found: string;
  wanted: string;
}

/** The finding of a check that could not be made. */
export const unreachable = (what: string, error: unknown): Finding => {
  const { message, code } = error as { message?: string; code?: string };
  return { what, state: "wrong", found: (message || code || "no answer").split("\n", 1)[0] ?? "", wanted: "an answer" };
};
