import type { Transaction } from "sequelize";

/** Why a shared transaction is given up: its calls are then run one by one. */
export class NotTogether extends Error {}

interface Batch {
  items: unknown[];
  waiting: PromiseWithResolvers<unknown>[];
  run(items: unknown[]): Promise<unknown[]>;
}

/** The statements of a shared transaction that wait, and whether it can still be committed. */
export class Statements {
  #batches = new Map<string, Batch>();
  #sending = false;
  #failure: { error: unknown } | undefined;
  readonly #locked = new Map<string, SharedTransaction>();

  /** Throws why the transaction cannot be committed. */
  assertWhole(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Notes which call locks a row. Throws `NotTogether` when another one does: it would change what that has read. */
  lock(row: string, call: SharedTransaction): void {
    const holder = this.#locked.get(row);
    if (holder && holder !== call) throw new NotTogether(`Two calls lock ${row}.`);
    this.#locked.set(row, call);
  }

  /** Runs a statement. After one has failed none follows: an engine may have undone what all calls wrote. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.assertWhole();
    try {
      return await work();
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** Runs a statement with those that wait under the same key. */
  enqueue(key: string, item: unknown, run: Batch["run"]): Promise<unknown> {
    const done = Promise.withResolvers<unknown>();
    const batch = this.#batches.get(key) ?? { items: [], waiting: [], run };
    batch.items.push(item);
    batch.waiting.push(done);
    this.#batches.set(key, batch);
    if (!this.#sending) void this.#sendAll();
    return done.promise;
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    while (this.#batches.size > 0) {
      // After every call that continues in this turn has named its next statement.
      await new Promise(setImmediate);
      const batches = [...this.#batches.values()];
      this.#batches = new Map();
      for (const batch of batches) await this.#send(batch);
    }
    this.#sending = false;
  }

  async #send({ items, waiting, run }: Batch): Promise<void> {
    try {
      const results = await this.run(() => run(items));
      for (const [index, { resolve }] of waiting.entries()) resolve(results[index]);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}

/** One call's part of a transaction that several share. */
export class SharedTransaction {
  readonly connection: unknown;
  readonly statements: Statements;
  /** Whether the call has changed anything: its failure then undoes the whole transaction. */
  wrote = false;

  constructor(connection: unknown, statements: Statements) {
    this.connection = connection;
    this.statements = statements;
  }
}

/**
 * Sends statements of one kind as one. In a shared transaction `run` gets the items of all calls that ask for the same
 * `key` at the same time, and returns a result for each; in any other it gets one.
 */
export async function together<Item, Result>(
  tx: Transaction | undefined,
  key: string,
  item: Item,
  run: (items: Item[]) => Promise<Result[]>,
): Promise<Result> {
  if (!(tx instanceof SharedTransaction)) return (await run([item]))[0] as Result;
  return (await tx.statements.enqueue(key, item, run as Batch["run"])) as Result;
}

/** The same for statements that write. */
export function writeTogether<Item, Result>(
  tx: Transaction | undefined,
  key: string,
  item: Item,
  run: (items: Item[]) => Promise<Result[]>,
): Promise<Result> {
  if (tx instanceof SharedTransaction) tx.wrote = true;
  return together(tx, key, item, run);
}

/** Notes that a call locks a row, for itself alone. */
export function lockRow(tx: Transaction | undefined, row: string): void {
  if (tx instanceof SharedTransaction) tx.statements.lock(row, tx);
}

/** Runs one statement in a transaction that may be shared. */
export function alone<T>(tx: Transaction, isRead: boolean, work: () => Promise<T>): Promise<T> {
  if (!(tx instanceof SharedTransaction)) return work();
  if (!isRead) tx.wrote = true;
  return tx.statements.run(work);
}
