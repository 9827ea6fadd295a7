import { Alert, Center, Loader } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useState } from "react";

/** What was asked of the API: on its way, here, or refused. */
export interface Loaded<Data> {
  data?: Data;
  error?: string;
  /** Asks again. */
  reload(): void;
}

/** Asks the API, and again when one of `on` changes. */
export function useLoaded<Data>(ask: () => Promise<Data>, on: unknown[] = []): Loaded<Data> {
  const [state, setState] = useState<{ data?: Data; error?: string }>({});
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `on` says what the question hangs on
  useEffect(() => {
    let wanted = true;
    ask().then(
      (data) => wanted && setState({ data }),
      (error: Error) => wanted && setState({ error: error.message }),
    );
    return () => {
      wanted = false;
    };
  }, [...on, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { ...state, reload };
}

/** Shows what was loaded, or that it is on its way, or why it will not come. */
export function Show<Data>({ of, children }: { of: Loaded<Data>; children(data: Data): ReactNode }) {
  if (of.error) return <Problem text={of.error} />;
  if (of.data === undefined)
    return (
      <Center p="xl">
        <Loader aria-label="Loading" />
      </Center>
    );
  return <>{children(of.data)}</>;
}

/** Says what went wrong. */
export function Problem({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <Alert color="red" role="alert" my="sm">
      {text}
    </Alert>
  );
}

/** Runs something that the API may refuse, one at a time, and keeps why. */
export function useTrying() {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (problem) {
      setError((problem as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return { error, busy, run };
}
