import type { RunState } from "../../index.ts";
import { findByKey } from "../../index.ts";
import { type Bank, type BankWorkflow, never, transfer } from "./bank.ts";
import { until } from "./until.ts";

/** The bank of the test that runs now, and new idempotency keys. */
export interface Runs {
  bank(): Bank;
  key(): string;
}

/** The state of the run with a key. */
export const stateIn = async ({ bank }: Runs, of: string): Promise<RunState | undefined> =>
  (await findByKey(bank().store, of))?.state;

/** Waits until the run with a key has a state. */
export const untilStateIn = (runs: Runs, of: string, state: RunState) =>
  until(async () => (await stateIn(runs, of)) === state);

/** Begins a run in a process that dies when it makes a second move; returns its key. */
export async function abandonIn(
  { bank: current, key }: Runs,
  flow: BankWorkflow = transfer,
  at = "b",
): Promise<string> {
  const bank = current();
  const mine = key();
  const died = Promise.withResolvers<void>();
  bank.before = (name, { account }) => {
    if (name !== "bank.move" || account !== at) return undefined;
    bank.before = () => undefined;
    died.resolve();
    return never;
  };
  bank
    .start(flow, {}, false)
    .transfer(mine)
    .catch(() => undefined);
  await died.promise;
  return mine;
}
