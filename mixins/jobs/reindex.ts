import type { Transaction } from "sequelize";
import { addColumns } from "../db/columns.ts";
import type { Database } from "../db/database.ts";
import { sqlDialect } from "../db/dialect.ts";
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

// When rows are read once more that the release before may have written behind the first pass.
const againMs = 24 * 3600 * 1000;

/**
 * Applies a new rule to all rows of a table in the background, a batch in a transaction, so that a release with it
 * starts at once however many rows there are. It goes on where it was when a process ends, and any number of processes
 * may run it. Rows that are written meanwhile follow the new rule already; those that the release before writes while it
 * is replaced are found by a second pass, a day later.
 */
export class Reindex<Row extends { id: number }> {
  readonly #of: Reindexed<Row>;

  constructor(of: Reindexed<Row>) {
    this.#of = of;
  }

  /** Schedules both passes, in a migration. */
  async schedule({ db, schema, types }: MigrationContext): Promise<void> {
    const table = tableOf(db);
    await schema.createTable(table, {
      name: { type: types.STRING(64), primaryKey: true },
      done_to: { type: types.INTEGER, allowNull: true },
    });
    await useBinaryOrder(db, [table]);
    await addColumns(db, table, { due_at: "BIGINT NOT NULL DEFAULT 0" });
    const [first, again] = this.#passes();
    await insertNew(db, table, { name: first, done_to: 0 });
    await insertNew(db, table, { name: again, done_to: 0, due_at: Date.now() + againMs });
  }

  /** The worker that does it. */
  worker(db: Database): Worker {
    // The names are of the code, and no text of others.
    const names = this.#passes().map((name) => `'${name}'`);
    const sql = `SELECT MIN(due_at) - ${sqlDialect.now} FROM ${tableOf(db)}
      WHERE name IN (${names}) AND done_to IS NOT NULL`;
    return { name: this.#of.name, everyMs: 60_000, due: { store: storeOf(db), sql }, run: () => this.step(db) };
  }

  /** Rewrites the next batch; returns how many rows it had. */
  step(db: Database): Promise<number> {
    const { table, columns, rewrite } = this.#of;
    return transaction(db, async (tx) => {
      const pass = `SELECT name, done_to FROM ${tableOf(db)} WHERE name IN (?, ?) AND done_to IS NOT NULL
        AND due_at <= ${sqlDialect.now} ORDER BY due_at LIMIT 1 ${db.skipLocked}`;
      const found = await db.row<{ name: string; done_to: number }>(pass, this.#passes(), tx);
      if (!found) return 0;
      const next = `SELECT ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT ${batch} ${db.forUpdate}`;
      const rows = await db.rows<Row>(next, [found.done_to], tx);
      if (rows.length > 0) await rewrite(db, tx, rows);
      await update(db, tableOf(db), { name: found.name }, { done_to: rows.at(-1)?.id ?? null }, tx);
      return rows.length;
    });
  }

  #passes(): [first: string, again: string] {
    return [this.#of.name, `${this.#of.name}-again`];
  }
}

const tableOf = (db: Database) => `${db.service}_reindexes`;
