import type { Transaction } from "sequelize";
import type { Database } from "./database.ts";
import { NotTogether, SharedTransaction, Statements } from "./shared.ts";
import { hooksOf, onCommit, transaction } from "./transaction.ts";

/** The outcome of one of the calls that share a transaction. */
export type Outcome<Result> = { result: Result } | { error: unknown };

/**
 * Runs calls side by side in one transaction; `finish` writes what follows from their outcomes before the commit. No two
 * of them may change the same row. A call that fails before it has written anything leaves the others; any other failure
 * undoes all of them and is thrown, for them to be run one by one.
 */
export function shareTransaction<Item, Result>(
  db: Database,
  items: readonly Item[],
  work: (item: Item, tx: Transaction) => Promise<Result>,
  finish: (tx: Transaction, outcomes: Outcome<Result>[]) => Promise<void>,
): Promise<Outcome<Result>[]> {
  return transaction(db, async (tx) => {
    const statements = new Statements();
    const { connection } = tx as unknown as SharedTransaction;
    const calls = items.map(() => new SharedTransaction(connection, statements) as SharedTransaction & Transaction);
    const running = items.map((item, index) => work(item, calls[index] as SharedTransaction & Transaction));
    const outcomes = (await Promise.allSettled(running)).map(outcomeOf);
    statements.assertWhole();
    for (const [index, outcome] of outcomes.entries()) {
      const call = calls[index] as SharedTransaction & Transaction;
      if ("error" in outcome && call.wrote) throw new NotTogether();
      if ("result" in outcome) for (const hook of hooksOf(call)) onCommit(tx, hook);
    }
    await finish(tx, outcomes);
    return outcomes;
  });
}

const outcomeOf = <Result>(settled: PromiseSettledResult<Result>): Outcome<Result> =>
  settled.status === "fulfilled" ? { result: settled.value } : { error: settled.reason };
