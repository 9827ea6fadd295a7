import type { Act } from "./history.ts";

interface State {
  status: "open" | "cancelled" | "delivered";
  fulfilled: boolean;
  /** How often an amount was refunded, and a piece asked to be returned. */
  refunds: number;
  returns: number;
  /** Whether a piece that came back was refunded: less can be refunded then, and the model does not say how much. */
  received: boolean;
}

const placed: State = { status: "open", fulfilled: false, refunds: 0, returns: 0, received: false };

/**
 * True when the acts on one order could have happened one after another, each at some moment between its first request
 * and its answer, and each with the outcome that it was answered with. Searches all such sequences (Wing and Gong).
 */
export function linearises(acts: readonly Act[]): boolean {
  const seen = new Set<string>();
  const search = (left: readonly Act[], state: State): boolean => {
    if (left.every(({ outcome }) => outcome === "unknown")) return true;
    const key = `${left.map((act) => acts.indexOf(act)).join()}|${Object.values(state).join()}`;
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
  return search(acts, placed);
}

/** The states that an act with its outcome may leave; none when it cannot have had that outcome here. */
function after(act: Act, state: State): State[] {
  const { name, outcome, seen, most = Number.POSITIVE_INFINITY } = act;
  if (name === "read") return outcome !== "done" || (seen && shows(state, seen)) ? [state] : [];
  const possible = allowed[name](state, most);
  const done = possible ? [{ ...state, ...effect[name](state) }] : [];
  if (outcome === "done") return done;
  if (outcome === "refused") return possible === true ? [] : [state];
  return [...done, state];
}

type Write = Exclude<Act["name"], "read">;

const allowed: Record<Write, (state: State, most: number) => boolean | "perhaps"> = {
  fulfil: ({ status, fulfilled }) => status === "open" && !fulfilled,
  cancel: ({ status }) => status === "open",
  // Telling it again what it is already changes nothing.
  deliver: ({ status }) => status !== "cancelled",
  refund: ({ status, refunds, received }, most) =>
    status !== "cancelled" && refunds < most && (received ? "perhaps" : true),
  return: ({ status, returns }, most) => status === "delivered" && returns < most,
  receive: ({ returns }) => returns > 0,
};

const effect: Record<Write, (state: State) => Partial<State>> = {
  fulfil: () => ({ fulfilled: true }),
  cancel: () => ({ status: "cancelled", fulfilled: false }),
  deliver: () => ({ status: "delivered" }),
  refund: ({ refunds }) => ({ refunds: refunds + 1 }),
  return: ({ returns }) => ({ returns: returns + 1 }),
  receive: () => ({ received: true }),
};

function shows(state: State, seen: { status: string; fulfilled: boolean }): boolean {
  // An order whose pieces all came back is shown as refunded.
  const shown = seen.status === "refunded" ? "delivered" : seen.status;
  const status = shown === "cancelled" || shown === "delivered" ? shown : "open";
  // Delivering may record a fulfilment of what is left.
  return status === state.status && (status === "delivered" || seen.fulfilled === state.fulfilled);
}
