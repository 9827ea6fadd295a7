import type { Transaction } from "sequelize";
import type { Database, Row, SqlValue } from "../db/database.ts";
import { sqlDialect } from "../db/dialect.ts";
import { storeOf } from "../db/store.ts";
import { transaction } from "../db/transaction.ts";
import { type Worker, wakeAfter } from "./poller.ts";

/** A table whose rows become due, and the columns of a due-queue. */
interface DueTable {
  /** The worker that handles them; it is woken when a row is added or postponed. */
  worker: string;
  table: string;
  key: readonly string[];
  /** The columns to read in addition to the key. */
  columns: readonly string[];
  /** The condition of the waiting rows, in SQL; all by default. */
  where?: string;
  /** When a row is due, in epoch milliseconds. */
  due: string;
  /** The index that has the waiting rows in that order. */
  index: string;
  /** The columns of a claim's end, which may be the due column itself, and of the number of claims. */
  claim?: { until: string; tries: string };
}

// By the database's clock, so that a process whose own is ahead takes no claim of another for lapsed.
const clock = (now: number | undefined) => (now === undefined ? sqlDialect.now : String(Math.round(now)));

/** Which due rows to read: those due by `now`, or only the one with a key. */
export interface Wanted {
  limit: number;
  now?: number;
  only?: Row;
}

// How soon a row of another process is found.
const idleMs = 1_000;

/**
 * A queue of a table's rows, which are handled when they are due. Any number of workers may run: each gets rows that no
 * other has. Work in the database only runs under the row's lock (`lock`), which is released at once when its holder
 * dies. Work outside the database needs a claim (`claim`): the claim of a holder that died expires, and an outcome is
 * written only while the row has the number of tries of its claim.
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

  /** The worker that calls `run` for the due rows. */
  worker(db: Database, run: Worker["run"], everyMs = idleMs): Worker {
    return { name: this.#of.worker, everyMs, due: { store: storeOf(db), sql: this.#dueIn() }, run };
  }

  /** Wakes the worker after the commit, for a row that is due at a time or now. */
  wakeAfter(tx?: Transaction, at?: number): void {
    wakeAfter(tx, this.#of.worker, at);
  }

  // In how many milliseconds the next unclaimed row is due.
  #dueIn(): string {
    const { table, due } = this.#of;
    const free = this.#claimed ? `AND ${this.#claimed} <= ${sqlDialect.now}` : "";
    return `SELECT ${due} - ${sqlDialect.now} FROM ${table} WHERE ${this.#waits} ${free} ORDER BY ${due} LIMIT 1`;
  }

  /** Due rows, locked until the transaction ends; rows with another's lock are skipped. */
  lock(db: Database, tx: Transaction, { limit, now, only }: Wanted): Promise<Item[]> {
    const { table, key, columns, due, index, claim } = this.#of;
    const read = [...key, ...columns, ...(claim ? [claim.tries] : [])].join(", ");
    const due_by = this.#claimed ? [due, this.#claimed] : [due];
    const where = [
      this.#waits,
      ...due_by.map((column) => `${column} <= ${clock(now)}`),
      ...(only ? [this.#isKey] : []),
    ];
    // Rows that are sorted are all locked for it, and the other workers find none.
    const from = only ? table : `${table} ${sqlDialect.useIndex(index)}`;
    const sql = `SELECT ${read} FROM ${from} WHERE ${where.join(" AND ")} ORDER BY ${due} LIMIT ? ${db.skipLocked}`;
    return db.rows<Item>(sql, [...(only ? this.#keyOf(only) : []), limit], tx);
  }

  /** Claims due rows for `leaseMs`; their number of tries includes this claim. */
  claim(db: Database, leaseMs: number, wanted: Wanted): Promise<Item[]> {
    const { table, claim } = this.#of;
    if (!claim) throw new Error(`Rows of ${table} cannot be claimed: it has no columns for it.`);
    return transaction(db, async (tx) => {
      const items = await this.lock(db, tx, wanted);
      if (items.length === 0) return [];
      const anyOf = items.map(() => `(${this.#isKey})`).join(" OR ");
      const sql = `UPDATE ${table} SET ${claim.until} = ${clock(wanted.now)} + ${leaseMs}, ${claim.tries} = ${claim.tries} + 1 WHERE ${anyOf}`;
      await db.run(
        sql,
        items.flatMap((item) => this.#keyOf(item)),
        tx,
      );
      return items.map((item) => ({ ...item, [claim.tries]: Number((item as Row)[claim.tries]) + 1 }));
    });
  }

  /** Claims due rows and handles them concurrently; returns how many. */
  async work(db: Database, leaseMs: number, wanted: Wanted, one: (item: Item) => Promise<unknown>): Promise<number> {
    const items = await this.claim(db, leaseMs, wanted);
    const outcomes = await Promise.allSettled(items.map(one));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    return items.length;
  }

  /** Whether the claim of a row is still held: not lapsed, not another's, and the row waits. In a transaction it is locked. */
  async holds(db: Database, item: Item, tx?: Transaction): Promise<boolean> {
    const { table, claim } = this.#of;
    const isGood = claim ? `AND ${claim.until} > ?` : "";
    const text = `SELECT 1 AS held FROM ${table} WHERE ${this.#isHeld} ${isGood} ${tx ? db.forUpdate : ""}`;
    const values = [...this.#heldBy(item), ...(claim ? [Date.now()] : [])];
    return (await db.row(text, values, tx)) !== undefined;
  }

  /** Writes the outcome of a row. Returns false when another worker has claimed it meanwhile, or it waits no more. */
  async settle(db: Database, item: Item, changes: Row, tx?: Transaction): Promise<boolean> {
    const set = Object.keys(changes).map((column) => `${column} = ?`);
    const sql = `UPDATE ${this.#of.table} SET ${set.join(", ")} WHERE ${this.#isHeld}`;
    return (await db.run(sql, [...Object.values(changes), ...this.#heldBy(item)], tx)) > 0;
  }

  /** Releases a row until a time, in epoch milliseconds, and writes other columns. */
  async postpone(db: Database, item: Item, at: number, changes: Row = {}, tx?: Transaction): Promise<boolean> {
    const free = this.#claimed ? { [this.#claimed]: 0 } : {};
    const postponed = await this.settle(db, item, { ...changes, ...free, [this.#of.due]: at }, tx);
    this.wakeAfter(tx, at);
    return postponed;
  }

  /** Deletes a row that is handled. */
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
