import type { Database } from "../../mixins/database.ts";
import { transaction } from "../../mixins/transaction.ts";
import { demoAccounts } from "../demo/demo-points.ts";
import { demoStores, demoToday } from "../demo/stores.ts";
import { hasAccounts, insertPast } from "./store/bulk.ts";

/** The points of the demo's customers, as its orders earned them. No facts are told: who wants to know makes up the same. */
export async function demoPoints(db: Database): Promise<void> {
  for (const store of demoStores) {
    await transaction(db, async (tx) => {
      if (await hasAccounts(db, tx, store.store_id)) return;
      await insertPast(db, tx, store, demoAccounts(store, demoToday()));
    });
  }
}
