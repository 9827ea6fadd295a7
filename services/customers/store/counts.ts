import type { Transaction } from "sequelize";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database } from "../../../mixins/db/database.ts";

/** Counts of customers by store: guests are kind 1, all others 0. */
export const customerCounts = new Counter("customer_counts");

/** Adds to a store's number of customers, in the transaction that writes them. */
export function countCustomers(
  db: Database,
  tx: Transaction,
  store_id: number,
  is_guest: boolean,
  change: number,
): Promise<void> {
  return customerCounts.add(db, tx, store_id, is_guest ? 1 : 0, change);
}

/** How many customers a store has, with or without guests. */
export function numberOfCustomers(db: Database, store_id: number, withGuests: boolean): Promise<number> {
  return customerCounts.total(db, store_id, withGuests ? 1 : 0);
}
