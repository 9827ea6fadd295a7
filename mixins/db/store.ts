import type { SqlValue, Store } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import type { Database } from "./database.ts";
import type { Form } from "./execute.ts";
import { onCommit, transaction } from "./transaction.ts";

// Statements of many values have lists of any length, and each length would be prepared anew.
const mostPrepared = 24;
const formOf = (values: readonly SqlValue[] = []): Form => (values.length > mostPrepared ? "text" : "prepared");

const stores = new WeakMap<Database, Store<Transaction>>();

/** A service's database as the durable engine uses it. */
export function storeOf(db: Database): Store<Transaction> {
  const known = stores.get(db);
  if (known) return known;
  const store: Store<Transaction> = {
    dialect: db.dialect,
    service: db.service,
    database: db.sequelize,
    rows: (sql, values, tx) => db.rows(sql, values, tx, formOf(values)),
    run: (sql, values, tx) => db.run(sql, values, tx, formOf(values)),
    transaction: (work) => transaction(db, work),
    onCommit,
  };
  stores.set(db, store);
  return store;
}
