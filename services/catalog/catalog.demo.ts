import type { Transaction } from "sequelize";
import { demoUlid } from "../../demo-data/ids.ts";
import { demoProducts } from "../../demo-data/products.ts";
import { dayMs, demoStores, demoToday, type SampleStore } from "../../demo-data/stores.ts";
import type { Database, Row } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import type { NewLocation, NewPromotion } from "../contracts.ts";
import { locationColumns, locations } from "./store/locations.ts";
import { productColumns, products } from "./store/products.ts";
import { promotionColumns, promotions } from "./store/promotions.ts";
import { insertRecord, type Table } from "./store/records.ts";

/** Inserts the demo's products, promotion and locations. Publishes no events: this is history. */
export async function demoCatalog(db: Database): Promise<void> {
  for (const store of demoStores) await transaction(db, (tx) => catalogOfStore(db, tx, store));
}

async function catalogOfStore(db: Database, tx: Transaction, store: SampleStore): Promise<void> {
  const { store_id } = store;
  // Records that were deleted since are not inserted again while any record exists.
  for (const { name } of [products, promotions, locations])
    if (await db.row(`SELECT 1 AS found FROM ${name} WHERE store_id = ? LIMIT 1`, [store_id], tx)) return;
  for (const { id, stock: _stock, ...product } of demoProducts(store))
    await add(db, tx, products, store, id, { ...productColumns(product), active: 1 });
  await add(db, tx, promotions, store, demoUlid("promo", store_id, 1), promotionColumns(save10));
  for (const [index, location] of (places[store.country] ?? []).entries())
    await add(db, tx, locations, store, demoUlid("loc", store_id, index + 1), locationColumns(location));
}

function add(db: Database, tx: Transaction, table: Table, store: SampleStore, public_id: string, columns: Row) {
  const at = demoToday() - 365 * dayMs;
  const row = { public_id, tenant_id: store.tenant_id, version: 1, created_at: at, updated_at: at, ...columns };
  return insertRecord(db, tx, table, store.store_id, row);
}

const save10: NewPromotion = {
  code: "SAVE10",
  type: "percentage",
  value: 1_000,
  description: "10% off your order",
  min_subtotal: 0,
  active: true,
};

const places: Record<string, NewLocation[]> = {
  BD: [
    {
      name: "Gulshan Kitchen",
      address: { line1: "House 12, Road 45", area: "Gulshan 2", city: "Dhaka", postal_code: "1212", ...inBangladesh() },
      tax_rate: 100_000,
      timezone: "Asia/Dhaka",
      order_types: ["PICKUP", "DELIVERY", "DINE_IN"],
    },
    {
      name: "Agrabad Shop",
      address: { line1: "44 Sheikh Mujib Road", city: "Chattogram", postal_code: "4100", ...inBangladesh() },
      tax_rate: 150_000,
      timezone: "Asia/Dhaka",
      order_types: ["PICKUP", "SHIP"],
    },
    {
      name: "Tejgaon Warehouse",
      address: { line1: "221 Tejgaon Industrial Area", city: "Dhaka", postal_code: "1208", ...inBangladesh() },
      tax_rate: 50_000,
      timezone: "Asia/Dhaka",
      order_types: ["DELIVERY", "SHIP"],
    },
  ],
  US: [
    {
      name: "Valencia Street",
      address: { line1: "850 Valencia Street", city: "San Francisco", state: "CA", postal_code: "94110", ...inUsa() },
      tax_rate: 100_000,
      timezone: "America/Los_Angeles",
      order_types: ["PICKUP", "DELIVERY", "DINE_IN"],
    },
    {
      name: "Oakland Warehouse",
      address: { line1: "1200 7th Street", city: "Oakland", state: "CA", postal_code: "94607", ...inUsa() },
      tax_rate: 102_500,
      timezone: "America/Los_Angeles",
      order_types: ["DELIVERY", "SHIP"],
    },
  ],
};

function inBangladesh() {
  return { country: "Bangladesh", country_code: "BD" };
}

function inUsa() {
  return { country: "United States", country_code: "US" };
}
