import type { Transaction } from "sequelize";
import { DataTypes } from "sequelize";
import { useBinaryOrder } from "../db/binary-order.ts";
import type { Database } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import { insertNew, upsert } from "../db/statements.ts";
import { type EventContext, type Subscription, subscribe } from "../messaging/inbox.ts";
import { forget } from "./forget.ts";

/** A customer of a store. */
export interface Person {
  store_id: number;
  customer_id: string;
}

/** Has a service erase a deleted customer: `erase` its own rows, then `forget` its events and recorded answers. */
export const onErasure = (
  purpose: "erasure" | "forget",
  erase: (person: Person & { tenant_id: string }, context: EventContext) => Promise<void>,
): Subscription =>
  subscribe(purpose, "customer.deleted", async ({ store_id, tenant_id, aggregate }, context) => {
    await erase({ store_id, tenant_id, customer_id: aggregate.id }, context);
    await forget(context.db, context.tx, aggregate.id);
  });

/** Remembers which customers were erased, so that what comes late brings nothing of them back. */
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
  async remember(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<void> {
    await insertNew(db, this.#table, { store_id, customer_id }, tx);
  }

  /**
   * True for a customer who was erased. To be asked behind the insert of what is theirs: an erasure that is under way is
   * then waited for, and one that comes later waits for those rows and finds them.
   */
  async has(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<boolean> {
    const sql = `SELECT 1 AS erased FROM ${this.#table} WHERE store_id = ? AND customer_id = ? ${db.forShare}`;
    return (await db.row(sql, [store_id, customer_id], tx)) !== undefined;
  }
}

/** The same with a row of everybody who is known, which is locked before anything of theirs is written. */
export class ErasureLocks {
  readonly #table: string;
  readonly #customer: string;
  readonly #flag: "erased" | "erased_at";

  /** `flag` is the column that tells of an erasure, `customer` the one of the customer's id. */
  constructor(table: string, flag: "erased" | "erased_at", customer = "customer_id") {
    this.#table = table;
    this.#flag = flag;
    this.#customer = customer;
  }

  /**
   * Holds a customer until the transaction ends, and answers whether they were erased. Without the lock, what is written
   * while the erasure runs would be seen by neither.
   */
  async lock(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<boolean> {
    const mine = [store_id, customer_id];
    const again =
      db.dialect === "mariadb" ? `ON DUPLICATE KEY UPDATE ${this.#flag} = ${this.#flag}` : "ON CONFLICT DO NOTHING";
    await db.run(`INSERT INTO ${this.#table} (store_id, ${this.#customer}) VALUES (?, ?) ${again}`, mine, tx);
    const sql = `SELECT ${this.#flag} AS erased FROM ${this.#table} WHERE store_id = ? AND ${this.#customer} = ?`;
    return Boolean((await db.row<{ erased: number | null }>(sql, mine, tx))?.erased);
  }

  /** Holds a customer and remembers that they were erased; to be called before what is kept of them is looked for. */
  async remember(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<void> {
    const flag = this.#flag === "erased" ? 1 : Date.now();
    await upsert(db, this.#table, { store_id, [this.#customer]: customer_id }, { [this.#flag]: flag }, tx);
  }
}
