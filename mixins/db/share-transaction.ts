import type { Transaction } from "sequelize";
import { NotTogether, SharedTransaction, Statements } from "./shared.ts";
import { hooksOf, onCommit } from "./transaction.ts";

/** The outcome of one of the calls that share a transaction. */
export type Outcome<Result> = { result: Result } | { error: unknown };

/**
 * Runs calls side by side in one transaction. No two of them may change the same row. A call that fails before it has
 * written anything leaves the others; any other failure is thrown, so that the transaction is undone and the calls can
 * be run one by one.
 */
export async function sideBySide<Item, Result>(
  tx: Transaction,
  items: readonly Item[],
  work: (item: Item, tx: Transaction) => Promise<Result>,
): Promise<Outcome<Result>[]> {
  const statements = new Statements();
  const { connection } = tx as unknown as SharedTransaction;
  const calls = items.map((item) => {
    const call = new SharedTransaction(connection, statements) as SharedTransaction & Transaction;
    return { call, outcome: outcomeOf(work(item, call)) };
  });
  const outcomes = await Promise.all(calls.map(({ outcome }) => outcome));
  statements.assertWhole();
  for (const [index, outcome] of outcomes.entries()) {
    const { call } = calls[index] as { call: SharedTransaction & Transaction };
    if ("result" in outcome) for (const hook of hooksOf(call)) onCommit(tx, hook);
    else if (call.wrote || outcome.error instanceof NotTogether) throw new NotTogether();
  }
  return outcomes;
}

const outcomeOf = <Result>(running: Promise<Result>): Promise<Outcome<Result>> =>
  running.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
