import type { Transaction } from "sequelize";
import { demoProducts } from "../../demo-data/products.ts";
import { dayMs, demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { newId } from "../../mixins/values/ids.ts";

/** Inserts the demo's stock levels, each with the ledger line that opened it. Publishes no events: this is history. */
export async function demoStock(db: Database): Promise<void> {
  for (const store of demoStores) await transaction(db, (tx) => stockOfStore(db, tx, store));
}

async function stockOfStore(db: Database, tx: Transaction, store: SampleStore): Promise<void> {
  const { store_id } = store;
  if (await db.row("SELECT 1 AS found FROM stock_levels WHERE store_id = ? LIMIT 1", [store_id], tx)) return;
  const at = demoToday() - 365 * dayMs;
  const kept = demoProducts(store).flatMap(({ sku, stock }) => (stock === null ? [] : [{ sku, stock }]));
  const place = { store_id, location_id: "", created_at: at };
  const opening = { ...place, type: "set", reference: null, reason: "Opening stock" };
  const levels = kept.map(({ sku, stock: on_hand }) => ({
    ...place,
    sku,
    on_hand,
    reserved: 0,
    version: 1,
    updated_at: at,
  }));
  const movements = kept.map(({ sku, stock: quantity }) => ({ ...opening, public_id: newId("mov"), sku, quantity }));
  await db.insertMany("stock_levels", levels, tx);
  await db.insertMany("stock_movements", movements, tx);
}
