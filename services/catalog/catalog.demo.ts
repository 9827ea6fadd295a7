import type { Transaction } from "sequelize";
import { demoLocations, demoPromotions } from "../../demo-data/catalog.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { demoProducts } from "../../demo-data/products.ts";
import { demoOpening, type SampleStore } from "../../demo-data/stores.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../mixins/db/database.ts";
import { locationColumns, locations } from "./store/locations.ts";
import { productColumns, products } from "./store/products.ts";
import { promotionColumns, promotions } from "./store/promotions.ts";
import { insertRecord, type Table } from "./store/records.ts";

/** Inserts the demo's products, promotions and locations. */
export const demoCatalog = inEachStore(async (db, tx, store) => {
  // Records that were deleted since are not inserted again while any record exists.
  for (const { name } of [products, promotions, locations]) if (await hasRows(db, tx, name, store.store_id)) return;
  for (const { id, stock: _stock, ...product } of demoProducts(store))
    await add(db, tx, products, store, id, { ...productColumns(product), active: 1 });
  for (const { id, ...promotion } of demoPromotions(store))
    await add(db, tx, promotions, store, id, promotionColumns(promotion));
  for (const { id, ...location } of demoLocations(store))
    await add(db, tx, locations, store, id, locationColumns(location));
});

function add(db: Database, tx: Transaction, table: Table, store: SampleStore, public_id: string, columns: Row) {
  const at = demoOpening();
  const { store_id, tenant_id } = store;
  const row = { public_id, store_id, tenant_id, version: 1, created_at: at, updated_at: at, ...columns };
  return insertRecord(db, tx, table, row);
}
