import { demoAccounts } from "../../demo-data/demo-points.ts";
import { demoStores, demoToday } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { hasAccounts, insertPast } from "./store/bulk.ts";

/**
 * Inserts the points of the demo's customers, as its orders earned them. Publishes no events: other services' demo data
 * holds the same numbers.
 */
export async function demoPoints(db: Database): Promise<void> {
  for (const store of demoStores) {
    await transaction(db, async (tx) => {
      if (await hasAccounts(db, tx, store.store_id)) return;
      await insertPast(db, tx, store, demoAccounts(store, demoToday()));
    });
  }
}
