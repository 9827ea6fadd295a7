import type { Transaction } from "sequelize";
import { DataTypes } from "sequelize";
import type { Database } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import { marks } from "../db/sql.ts";
import { findRows, insertNew, upsert } from "../db/statements.ts";
import { useBinaryOrder } from "../db/text.ts";
import { type EventContext, type Subscription, subscribe } from "../messaging/inbox.ts";
import { forget } from "./forget.ts";

/** A customer of a store. */
export interface Person {
  store_id: number;
  customer_id: string;
}

/** The subscription that erases a deleted customer: `erase` the service's rows, then its events and results. */
export const onErasure = (
  purpose: "erasure" | "forget",
  erase: (person: Person & { tenant_id: string }, context: EventContext) => Promise<void>,
): Subscription =>
  subscribe(purpose, "customer.deleted", async ({ store_id, tenant_id, aggregate }, context) => {
    await erase({ store_id, tenant_id, customer_id: aggregate.id }, context);
    await forget(context.db, context.tx, aggregate.id);
  });

/** A table of erased customers, so that a late event or request writes no data of them again. */
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

  /** Records that a customer is erased. Call it before the rows of the customer are read. */
  async remember(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<void> {
    await insertNew(db, this.#table, { store_id, customer_id }, tx);
  }

  /**
   * True for an erased customer. Call it after the insert of the customer's rows: it then waits for an erasure in
   * progress, and a later erasure waits for those rows and finds them.
   */
  async has(db: Database, tx: Transaction | undefined, { store_id, customer_id }: Person): Promise<boolean> {
    const form = { columns: "store_id, customer_id", end: db.forShare };
    return (await findRows(db, this.#table, { store_id, customer_id }, tx, form)).length > 0;
  }
}

/** The same with a row for every known customer, which is locked before data of the customer is written. */
export class ErasureLocks {
  readonly #table: string;
  readonly #customer: string;
  readonly #flag: "erased" | "erased_at";

  /** `flag` is the column that marks an erased customer, `customer` the one of the customer's id. */
  constructor(table: string, flag: "erased" | "erased_at", customer = "customer_id") {
    this.#table = table;
    this.#flag = flag;
    this.#customer = customer;
  }

  /**
   * Locks a customer until the transaction ends, and returns whether they are erased. Without the lock, an erasure that
   * runs at the same time would not see what the transaction writes, nor the transaction the erasure.
   */
  async lock(db: Database, tx: Transaction, person: Person): Promise<boolean> {
    return (await this.lockAll(db, tx, [person]))(person);
  }

  /**
   * Locks customers, each once and always in the same order, so that concurrent batches cannot deadlock. Returns which of
   * them are erased.
   */
  async lockAll(db: Database, tx: Transaction, people: Iterable<Person>): Promise<(person: Person) => boolean> {
    const byKey = new Map(Array.from(people, (person) => [keyOf(person), person]));
    const sorted = [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, person]) => person);
    if (sorted.length === 0) return () => false;
    const [table, flag, customer] = [this.#table, this.#flag, this.#customer];
    const rows = sorted.map(() => "(?, ?)").join(", ");
    const values = sorted.flatMap(({ store_id, customer_id }) => [store_id, customer_id]);
    const form = sorted.length > 1 ? "text" : "prepared";
    const unchanged = `${db.onConflict(`store_id, ${customer}`)} ${flag} = ${table}.${flag}`;
    await db.run(`INSERT INTO ${table} (store_id, ${customer}) VALUES ${rows} ${unchanged}`, values, tx, form);
    const text = `SELECT store_id, ${customer} AS customer_id FROM ${table} WHERE COALESCE(${flag}, 0) > 0
      AND store_id IN (${marks(sorted)}) AND ${customer} IN (${marks(sorted)})`;
    const keys = [...sorted.map(({ store_id }) => store_id), ...sorted.map(({ customer_id }) => customer_id)];
    const erased = new Set((await db.rows<Person>(text, keys, tx, form)).map(keyOf));
    return (person) => erased.has(keyOf(person));
  }

  /** Locks a customer and records that they are erased. Call it before the rows of the customer are read. */
  async remember(db: Database, tx: Transaction, { store_id, customer_id }: Person): Promise<void> {
    const flag = this.#flag === "erased" ? 1 : Date.now();
    await upsert(db, this.#table, { store_id, [this.#customer]: customer_id }, { [this.#flag]: flag }, tx);
  }
}

const keyOf = ({ store_id, customer_id }: Person) => `${store_id}/${customer_id}`;
