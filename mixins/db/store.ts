import type { Store } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import type { Database } from "./database.ts";
import { onCommit, transaction } from "./transaction.ts";

const stores = new WeakMap<Database, Store<Transaction>>();

/** A service's database as the durable engine uses it. */
export function storeOf(db: Database): Store<Transaction> {
  const known = stores.get(db);
  if (known) return known;
  const store: Store<Transaction> = {
    dialect: db.dialect,
    service: db.service,
    rows: (sql, values, tx) => db.rows(sql, values, tx),
    run: (sql, values, tx) => db.run(sql, values, tx),
    transaction: (work) => transaction(db, work),
    onCommit,
  };
  stores.set(db, store);
  return store;
}
