import type { Transaction } from "sequelize";
import { DataTypes } from "sequelize";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { writeTogether } from "./shared.ts";
import { upsert } from "./statements.ts";

// With a single counter row, every insert in a store would wait for the one before it.
const shards = 16;

/** Counts a store's rows of each kind, so that the cost of a whole list's total does not grow with the table. */
export class Counter {
  readonly #table: string;

  constructor(table: string) {
    this.#table = table;
  }

  /** Creates the counter's table, in a migration. */
  async create(schema: Schema): Promise<void> {
    await schema.createTable(this.#table, {
      store_id: { type: DataTypes.INTEGER, primaryKey: true },
      kind: { type: DataTypes.TINYINT, primaryKey: true },
      shard: { type: DataTypes.TINYINT, primaryKey: true },
      total: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
    });
  }

  /** Adds to a count, in the transaction that writes the rows. */
  async add(db: Database, tx: Transaction, store_id: number, kind: number, change: number): Promise<void> {
    await writeTogether(tx, `add ${this.#table} ${store_id} ${kind}`, change, async (all) => {
      const sum = all.reduce((total, one) => total + one, 0);
      const shard = Math.floor(Math.random() * shards);
      const changes = { text: "total = total + ?", values: [sum] };
      await upsert(db, this.#table, { store_id, kind, shard }, { total: sum }, tx, changes);
      return all.map(() => undefined);
    });
  }

  /** How many rows a store has of the kinds up to `kind`. */
  async total(db: Database, store_id: number, kind: number): Promise<number> {
    const sql = `SELECT SUM(total) AS total FROM ${this.#table} WHERE store_id = ? AND kind <= ?`;
    const row = await db.row<{ total: number | string | null }>(sql, [store_id, kind]);
    return Number(row?.total ?? 0);
  }
}
