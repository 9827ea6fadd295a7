import type { Transaction } from "sequelize";
import { DataTypes } from "sequelize";
import { useBinaryOrder } from "../db/binary-order.ts";
import type { Database } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

/** Remembers which customers were erased, so that what was on its way meanwhile brings nothing of them back. */
export class Erasures {
  readonly #table: string;

  constructor(table: string) {
    this.#table = table;
  }

  /** Makes the table, in a migration. */
  async create(db: Database, schema: Schema): Promise<void> {
    await schema.createTable(this.#table, {
      store_id: { type: DataTypes.INTEGER, primaryKey: true },
      customer_id: { type: DataTypes.STRING(64), primaryKey: true },
    });
    await useBinaryOrder(db, [this.#table]);
  }

  /** Remembers that a customer was erased; to be called before what is kept of them is looked for. */
  async remember(db: Database, tx: Transaction, store_id: number, customer_id: string): Promise<void> {
    const ignore = db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
    const sql = `INSERT ${ignore} INTO ${this.#table} (store_id, customer_id) VALUES (?, ?)`;
    await db.run(sql, [store_id, customer_id], tx);
  }

  /**
   * True for a customer who was erased. To be asked behind the insert of what is theirs: an erasure that is under way is
   * then waited for, and one that comes later waits for those rows and finds them.
   */
  async has(db: Database, tx: Transaction, store_id: number, customer_id: string): Promise<boolean> {
    const lock = db.dialect === "mariadb" ? "LOCK IN SHARE MODE" : "";
    const sql = `SELECT 1 AS erased FROM ${this.#table} WHERE store_id = ? AND customer_id = ? ${lock}`;
    return (await db.row(sql, [store_id, customer_id], tx)) !== undefined;
  }
}
