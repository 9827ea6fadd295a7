import type { Transaction } from "sequelize";
import type { Database, Row, SqlValue } from "../db/database.ts";
import { transaction } from "../db/transaction.ts";
import { type Worker, wakeAfter } from "./poller.ts";

/** A table whose rows come due, and the columns by which they do. */
export interface DueTable {
  /** The worker that deals with them; it is woken when one is added or put off. */
  worker: string;
  table: string;
  key: readonly string[];
  /** What is read of a row beside its key. */
  columns: readonly string[];
  /** Which rows wait, in SQL; all unless given. */
  where?: string;
  /** When a row is due, in epoch milliseconds. */
  due: string;
  /** Until when a row is claimed, which may be the due column itself, and how often it was. */
  claim?: { until: string; tries: string };
}

/** Which rows are looked for: those due by `now`, or the one of a key if it is. */
export interface Wanted {
  limit: number;
  now?: number;
  only?: Row;
}

// How long the work of other processes waits where few workers poll.
const idleMs = 1_000;

/**
 * Rows of a table that are dealt with when they are due. Any number of workers may run: each takes rows that no other
 * has. What takes place in the database alone is done under the row's lock (`lock`), which is free at once when its
 * holder dies. What takes place outside is claimed first (`claim`): the claim of a holder that died lapses, and an
 * outcome counts only under the number of tries that its claim has.
 */
export class DueQueue<Item extends object> {
  readonly #of: DueTable;
  readonly #waits: string;
  readonly #isKey: string;
  readonly #isHeld: string;
  /** The column of a claim's end, where that is not the due column. */
  readonly #claimed: string | undefined;

  constructor(of: DueTable) {
    this.#of = of;
    this.#waits = of.where ?? "1 = 1";
    this.#isKey = of.key.map((column) => `${column} = ?`).join(" AND ");
    this.#isHeld = `${this.#isKey} AND ${this.#waits} ${of.claim ? `AND ${of.claim.tries} = ?` : ""}`;
    this.#claimed = of.claim?.until === of.due ? undefined : of.claim?.until;
  }

  /** The worker that has `run` deal with what is due. */
  worker(db: Database, run: Worker["run"], everyMs = idleMs): Worker {
    return { name: this.#of.worker, everyMs, elastic: true, nextDue: () => this.nextDue(db), run };
  }

  /** Wakes the worker behind the commit: something may be due earlier than it knows. */
  wakeAfter(tx?: Transaction): void {
    wakeAfter(tx, this.#of.worker);
  }

  /** When the next row is due that nobody has claimed. */
  async nextDue(db: Database): Promise<number | undefined> {
    const { table, due } = this.#of;
    const free = this.#claimed ? `AND ${this.#claimed} <= ?` : "";
    const sql = `SELECT ${due} AS due FROM ${table} WHERE ${this.#waits} ${free} ORDER BY ${due} LIMIT 1`;
    return (await db.row<{ due: number }>(sql, free ? [Date.now()] : []))?.due;
  }

  /** Rows that are due, locked until the transaction ends; those that others have locked are passed over. */
  lock(db: Database, tx: Transaction, { limit, now = Date.now(), only }: Wanted): Promise<Item[]> {
    const { table, key, columns, due, claim } = this.#of;
    const read = [...key, ...columns, ...(claim ? [claim.tries] : [])].join(", ");
    const due_by = this.#claimed ? [due, this.#claimed] : [due];
    const where = [this.#waits, ...due_by.map((column) => `${column} <= ?`), ...(only ? [this.#isKey] : [])];
    const sql = `SELECT ${read} FROM ${table} WHERE ${where.join(" AND ")} ORDER BY ${due} LIMIT ? ${db.skipLocked}`;
    return db.rows<Item>(sql, [...due_by.map(() => now), ...(only ? this.#keyOf(only) : []), limit], tx);
  }

  /** Claims rows that are due for `leaseMs`; their number of tries counts this one too. */
  claim(db: Database, leaseMs: number, wanted: Wanted): Promise<Item[]> {
    const { table, claim } = this.#of;
    if (!claim) throw new Error(`Rows of ${table} cannot be claimed: it has no columns for it.`);
    const { now = Date.now() } = wanted;
    return transaction(db, async (tx) => {
      const items = await this.lock(db, tx, { ...wanted, now });
      if (items.length === 0) return [];
      const anyOf = items.map(() => `(${this.#isKey})`).join(" OR ");
      const sql = `UPDATE ${table} SET ${claim.until} = ?, ${claim.tries} = ${claim.tries} + 1 WHERE ${anyOf}`;
      await db.run(sql, [now + leaseMs, ...items.flatMap((item) => this.#keyOf(item))], tx);
      return items.map((item) => ({ ...item, [claim.tries]: Number((item as Row)[claim.tries]) + 1 }));
    });
  }

  /** Claims rows that are due and has each dealt with, side by side; answers how many there were. */
  async work(db: Database, leaseMs: number, wanted: Wanted, one: (item: Item) => Promise<unknown>): Promise<number> {
    const items = await this.claim(db, leaseMs, wanted);
    const outcomes = await Promise.allSettled(items.map(one));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    return items.length;
  }

  /** Writes what became of a row. Answers false when its claim is another's by now, or it waits no more. */
  async settle(db: Database, item: Item, changes: Row, tx?: Transaction): Promise<boolean> {
    const set = Object.keys(changes).map((column) => `${column} = ?`);
    const sql = `UPDATE ${this.#of.table} SET ${set.join(", ")} WHERE ${this.#isHeld}`;
    return (await db.run(sql, [...Object.values(changes), ...this.#heldBy(item)], tx)) > 0;
  }

  /** Lets go of a row until a time, in epoch milliseconds, and writes what else is to be known of it. */
  async postpone(db: Database, item: Item, at: number, changes: Row = {}, tx?: Transaction): Promise<boolean> {
    const free = this.#claimed ? { [this.#claimed]: 0 } : {};
    const postponed = await this.settle(db, item, { ...changes, ...free, [this.#of.due]: at }, tx);
    this.wakeAfter(tx);
    return postponed;
  }

  /** Removes a row that is dealt with. */
  async remove(db: Database, item: Item, tx?: Transaction): Promise<boolean> {
    return (await db.run(`DELETE FROM ${this.#of.table} WHERE ${this.#isHeld}`, this.#heldBy(item), tx)) > 0;
  }

  #keyOf(item: object): SqlValue[] {
    return this.#of.key.map((column) => (item as Row)[column] ?? null);
  }

  #heldBy(item: object): SqlValue[] {
    const { claim } = this.#of;
    return [...this.#keyOf(item), ...(claim ? [(item as Row)[claim.tries] ?? null] : [])];
  }
}
