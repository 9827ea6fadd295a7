import { demoAccounts } from "../../demo-data/demo-points.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import { insertPast } from "./store/bulk.ts";

/** Inserts the points of the demo's customers, as its orders earned them. */
export const demoPoints = inEachStore(async (db, tx, store, today) => {
  if (!(await hasRows(db, tx, "loyalty_accounts", store.store_id)))
    await insertPast(db, tx, store, demoAccounts(store, today));
});
