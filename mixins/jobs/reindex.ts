import type { Transaction } from "sequelize";
import type { Database } from "../db/database.ts";
import type { MigrationContext } from "../db/schema.ts";
import { insertNew, update } from "../db/statements.ts";
import { storeOf } from "../db/store.ts";
import { useBinaryOrder } from "../db/text.ts";
import { transaction } from "../db/transaction.ts";
import type { Worker } from "./poller.ts";

const batch = 250;

/** A table whose index rows follow from its own rows by a rule that has changed. */
interface Reindexed<Row> {
  /** What the rule is called, such as `customers.words-2`: a later rule has another name. */
  name: string;
  /** The table, by whose integer key the batches go. */
  table: string;
  /** The columns to read. */
  columns: string;
  /** Brings what is derived from locked rows up to date. */
  rewrite(db: Database, tx: Transaction, rows: Row[]): Promise<void>;
}

/**
 * Applies a new rule to all rows of a table in the background, a batch in a transaction, so that a release with it
 * starts at once however many rows there are. It goes on where it was when a process ends, and any number of processes
 * may run it. Rows that are written meanwhile follow the new rule already.
 */
export class Reindex<Row extends { id: number }> {
  readonly #of: Reindexed<Row>;

  constructor(of: Reindexed<Row>) {
    this.#of = of;
  }

  /** Schedules it, in a migration. */
  async schedule({ db, schema, types }: MigrationContext): Promise<void> {
    const table = tableOf(db);
    await schema.createTable(table, {
      name: { type: types.STRING(64), primaryKey: true },
      done_to: { type: types.INTEGER, allowNull: true },
    });
    await useBinaryOrder(db, [table]);
    await insertNew(db, table, { name: this.#of.name, done_to: 0 });
  }

  /** The worker that does it. */
  worker(db: Database): Worker {
    // A name is one of the code, and no text of others.
    const sql = `SELECT 0 FROM ${tableOf(db)} WHERE name = '${this.#of.name}' AND done_to IS NOT NULL`;
    return { name: this.#of.name, everyMs: 60_000, due: { store: storeOf(db), sql }, run: () => this.step(db) };
  }

  /** Rewrites the next batch; returns how many rows it had. */
  step(db: Database): Promise<number> {
    const { name, table, columns, rewrite } = this.#of;
    return transaction(db, async (tx) => {
      const progress = `SELECT done_to FROM ${tableOf(db)} WHERE name = ? AND done_to IS NOT NULL ${db.skipLocked}`;
      const found = await db.row<{ done_to: number }>(progress, [name], tx);
      if (!found) return 0;
      const next = `SELECT ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT ${batch} ${db.forUpdate}`;
      const rows = await db.rows<Row>(next, [found.done_to], tx);
      if (rows.length > 0) await rewrite(db, tx, rows);
      await update(db, tableOf(db), { name }, { done_to: rows.at(-1)?.id ?? null }, tx);
      return rows.length;
    });
  }
}

const tableOf = (db: Database) => `${db.service}_reindexes`;
