import { type ReactNode, useCallback, useEffect, useState } from "react";
import type { Refused } from "./api.ts";

/** What was asked for: what it was last, and what went wrong the last time. */
export interface Loaded<Data> {
  data?: Data;
  error?: string;
  reload(): void;
}

const never = () => false;

/** Asks when the page opens, when what it depends on changes, and every few seconds when told. */
export function useLoaded<Data>(
  ask: () => Promise<Data>,
  depends: unknown[],
  everyMs?: number,
  isQuiet = never,
): Loaded<Data> {
  const [state, setState] = useState<{ data?: Data; error?: string }>({});
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `depends` says what the question hangs on
  useEffect(() => {
    let isOld = false;
    ask().then(
      (data) => isOld || setState({ data }),
      (error: Refused) => isOld || setState((last) => ({ ...last, error: error.message })),
    );
    return () => {
      isOld = true;
    };
  }, [...depends, turn]);
  useEffect(() => {
    if (!everyMs) return;
    const timer = setInterval(() => document.visibilityState === "visible" && !isQuiet() && reload(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload, isQuiet]);
  return { ...state, reload };
}

/** Shows what was loaded, once it is there, and above it what went wrong. */
export function Show<Data>({ of, children }: { of: Loaded<Data>; children: (data: Data) => ReactNode }) {
  return (
    <>
      <Trouble of={[of]} />
      {of.data === undefined ? of.error ? null : <p className="loading">Loading…</p> : children(of.data)}
    </>
  );
}

/** What went wrong the last time, each thing once. */
export function Trouble({ of }: { of: Loaded<unknown>[] }) {
  return (
    <p role="alert" className="error">
      {[...new Set(of.flatMap(({ error }) => error ?? []))].join(" ")}
    </p>
  );
}

/** Says which services did not answer: what they have is missing. */
export function Missing({ services }: { services: string[] }) {
  if (services.length === 0) return null;
  return (
    <p className="warning" role="status">
      No answer from {services.join(", ")}: what they have is missing here.{" "}
      <a href="#processes">See which processes are silent</a>
    </p>
  );
}
