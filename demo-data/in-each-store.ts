import type { Transaction } from "sequelize";
import type { Database } from "../mixins/db/database.ts";
import { transaction } from "../mixins/db/transaction.ts";
import { type DemoStore, demoStores, demoToday } from "./stores.ts";

/**
 * Makes a service's demo: `fill` inserts the demo data of one store, in a transaction of its own. No demo publishes
 * events: its data is history, and that of all services comes from the same samples.
 */
export const inEachStore =
  (fill: (db: Database, tx: Transaction, store: DemoStore, today: number) => Promise<void>) =>
  async (db: Database): Promise<void> => {
    for (const store of demoStores) await transaction(db, (tx) => fill(db, tx, store, demoToday()));
  };
