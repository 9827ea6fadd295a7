import type { Act } from "./history.ts";

interface State {
  status: "open" | "cancelled" | "delivered";
  fulfilled: boolean;
}

/**
 * True when the acts on one order could have happened one after another, each at some moment between its first request
 * and its answer, and each with the outcome that it was answered with. Searches all such sequences (Wing and Gong).
 */
export function linearises(acts: readonly Act[]): boolean {
  const seen = new Set<string>();
  const search = (left: readonly Act[], state: State): boolean => {
    if (left.every(({ outcome }) => outcome === "unknown")) return true;
    const key = `${left.map((act) => acts.indexOf(act)).join()}|${state.status}|${state.fulfilled}`;
    if (seen.has(key)) return false;
    seen.add(key);
    // Nothing that began after another act's answer may come before it.
    const earliest = Math.min(...left.filter(({ outcome }) => outcome !== "unknown").map(({ to }) => to));
    return left
      .filter(({ from }) => from <= earliest)
      .some((act) =>
        after(act, state).some((next) =>
          search(
            left.filter((other) => other !== act),
            next,
          ),
        ),
      );
  };
  return search(acts, { status: "open", fulfilled: false });
}

/** The states that an act with its outcome may leave; none when it cannot have had that outcome here. */
function after({ name, outcome, seen }: Act, state: State): State[] {
  if (name === "read") return outcome !== "done" || (seen && shows(state, seen)) ? [state] : [];
  const possible = allowed[name](state);
  const done = possible ? [{ ...state, ...effect[name] }] : [];
  if (outcome === "done") return done;
  if (outcome === "refused") return possible ? [] : [state];
  return [...done, state];
}

const allowed: Record<Exclude<Act["name"], "read">, (state: State) => boolean> = {
  fulfil: ({ status, fulfilled }) => status === "open" && !fulfilled,
  cancel: ({ status }) => status === "open",
  // Telling it again what it is already changes nothing.
  deliver: ({ status }) => status !== "cancelled",
};

const effect: Record<Exclude<Act["name"], "read">, Partial<State>> = {
  fulfil: { fulfilled: true },
  cancel: { status: "cancelled", fulfilled: false },
  deliver: { status: "delivered" },
};

function shows(state: State, seen: { status: string; fulfilled: boolean }): boolean {
  const status = seen.status === "cancelled" || seen.status === "delivered" ? seen.status : "open";
  // Delivering may record a fulfilment of what is left.
  return status === state.status && (status === "delivered" || seen.fulfilled === state.fulfilled);
}
