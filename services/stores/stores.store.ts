import type { Transaction } from "sequelize";
import { plainError } from "../../config/env.ts";
import { areSpread, isOn, shardOf, storesOf } from "../../config/shards.ts";
import type { Database } from "../../mixins/db/database.ts";
import { findRow, insertUnique, update } from "../../mixins/db/statements.ts";
import type { Store, StoreSettings } from "../contracts.ts";
import { fail } from "./stores.errors.ts";

/** A store before the database assigns its key. */
export type NewStore = Omit<Store, "store_id">;

/** A row of `stores`; `version` is that of its settings. */
type StoreRow = Omit<Store, "settings"> & { settings: string; version: number };

/** Fetches a store by `store_id` or `domain_id`. Throws `store_not_found`, `domain_not_found`. */
export async function fetchStore(db: Database, ref: { store_id?: number; domain_id?: string }): Promise<Store> {
  const { store_id, domain_id = null } = ref;
  const row = await findRow<StoreRow>(db, "stores", store_id === undefined ? { domain_id } : { store_id });
  if (!row) throw fail(store_id === undefined ? "domain_not_found" : "store_not_found");
  return toStore(row);
}

/** All stores, or those of a tenant, by `store_id`. */
export async function listStores(db: Database, tenantId?: string): Promise<Store[]> {
  const [where, values] = tenantId === undefined ? ["", []] : ["WHERE tenant_id = ?", [tenantId]];
  const rows = await db.rows<StoreRow>(`SELECT * FROM stores ${where} ORDER BY store_id`, values);
  return rows.map(toStore);
}

/** How many stores there are. */
export const countStores = async (db: Database): Promise<number> =>
  (await db.row<{ found: number }>("SELECT COUNT(*) AS found FROM stores"))?.found ?? 0;

/** Checks that a database holds the stores of its shard and no others. Throws an Error that names one. */
export async function assertOwnStores(db: Database): Promise<void> {
  if (!areSpread) return;
  const sql = "SELECT store_id FROM stores WHERE store_id < ? OR store_id >= ? LIMIT 1";
  const other = await db.row<{ store_id: number }>(sql, storesOf(db.shard));
  if (!other) return;
  const { store_id } = other;
  throw plainError(
    `The database of shard ${db.shard} holds store ${store_id}, which is one of shard ${shardOf(store_id)}: DATABASE_URL and SHARDS name the wrong databases.`,
  );
}

/** Locks a store and returns it with the version of its settings. Throws `store_not_found`. */
export async function lockStore(
  db: Database,
  tx: Transaction,
  store_id: number,
): Promise<{ store: Store; version: number }> {
  const row = await findRow<StoreRow>(db, "stores", { store_id }, tx);
  if (!row) throw fail("store_not_found");
  return { store: toStore(row), version: row.version };
}

/** Writes a store's settings; returns the changed store. */
export async function saveSettings(
  db: Database,
  tx: Transaction,
  store: Store,
  settings: StoreSettings,
  version: number,
): Promise<Store> {
  const updated_at = Date.now();
  const columns = { settings: JSON.stringify(settings), version, updated_at };
  await update(db, "stores", { store_id: store.store_id }, columns, tx);
  return { ...store, settings, updated_at };
}

/** Writes the decimals of a store's amounts. */
export async function saveCurrency(db: Database, tx: Transaction, store: Store, version: number): Promise<void> {
  const { store_id, currency_decimals } = store;
  await update(db, "stores", { store_id }, { currency_decimals, version, updated_at: Date.now() }, tx);
}

/** Inserts a store and returns it with its key. Throws `domain_exists`. */
export async function insertStore(db: Database, tx: Transaction, store: NewStore): Promise<Store> {
  const row = { ...store, settings: JSON.stringify(store.settings) };
  const store_id = await insertUnique(db, "stores", row, tx, () => fail("domain_exists"));
  if (!isOn(db.shard, store_id))
    throw new Error(`Shard ${db.shard} has no id left for a store: the next is ${store_id}.`);
  return { store_id, ...store };
}

/** Inserts a store with a given key; does nothing when the key exists. */
export async function insertStoreOnce(db: Database, store: Store): Promise<void> {
  const known = await db.row("SELECT store_id FROM stores WHERE store_id = ?", [store.store_id]);
  if (!known) await db.insert("stores", { ...store, settings: JSON.stringify(store.settings) });
}

function toStore({ version: _version, ...row }: StoreRow): Store {
  return { ...row, settings: JSON.parse(row.settings) as StoreSettings };
}
