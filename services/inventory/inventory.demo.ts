import { inEachStore } from "../../demo-data/in-each-store.ts";
import { demoProducts } from "../../demo-data/products.ts";
import { demoOpening } from "../../demo-data/stores.ts";
import { hasRows, insertBulk } from "../../mixins/db/bulk-insert.ts";
import { newId } from "../../mixins/values/ids.ts";

/** Inserts the demo's stock levels, each with the ledger line that opened it. */
export const demoStock = inEachStore(async (db, tx, store) => {
  const { store_id } = store;
  if (await hasRows(db, tx, "stock_levels", store_id)) return;
  const created_at = demoOpening();
  const stocked = demoProducts(store).flatMap(({ sku, stock }) =>
    stock === null ? [] : [{ stock, of: { store_id, sku, location_id: "", created_at } }],
  );
  const levels = stocked.map(({ stock, of }) => ({
    ...of,
    on_hand: stock,
    reserved: 0,
    version: 1,
    updated_at: created_at,
  }));
  const opening = { type: "set", reference: null, reason: "Opening stock" };
  const movements = stocked.map(({ stock, of }) => ({ public_id: newId("mov"), ...of, ...opening, quantity: stock }));
  await insertBulk(db, tx, "stock_levels", levels);
  await insertBulk(db, tx, "stock_movements", movements);
});
