import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { TimelineEntry } from "../../contracts.ts";

/** An entry that came before its order did; `order_id` is the public id. */
export interface Early {
  store_id: number;
  order_id: string;
  entry: TimelineEntry;
  heard_at: number;
}

type EarlyRow = Omit<Early, "entry"> & { entry: string };

const columns = "store_id, order_id, entry, heard_at";
const firstLookMs = 2_000;

/** Keeps an entry until its order is there. */
export async function keepEarly(db: Database, tx: Transaction, early: Omit<Early, "heard_at">): Promise<void> {
  const { store_id, order_id, entry } = early;
  const heard_at = Date.now();
  const row = { store_id, order_id, entry_id: entry.id, entry: JSON.stringify(entry) };
  await db.insert("order_early", { ...row, heard_at, look_at: heard_at + firstLookMs }, tx);
}

/** Takes the entries that are there before their order is, the first first. */
export async function takeEarly(
  db: Database,
  tx: Transaction,
  store_id: number,
  order_id: string,
): Promise<TimelineEntry[]> {
  // Nothing is locked where nothing is: one that is just being written is found by who looks after them.
  const sql = `SELECT ${columns} FROM order_early WHERE store_id = ? AND order_id = ?`;
  const rows = await db.rows<EarlyRow>(sql, [store_id, order_id], tx);
  const entries = rows.map(({ entry }) => JSON.parse(entry) as TimelineEntry).sort((a, b) => a.at - b.at);
  for (const { id } of entries) await dropEarly(db, tx, { store_id, order_id, entry: { id } });
  return entries;
}

/** True when an entry of any store is to be looked after. */
export async function isAnyToLookAfter(db: Database, now: number): Promise<boolean> {
  return (await db.row("SELECT 1 AS due FROM order_early WHERE look_at <= ? LIMIT 1", [now])) !== undefined;
}

/** One entry of any store that is to be looked after, locked; those that others have are passed over. */
export async function lockEarly(db: Database, tx: Transaction, now: number): Promise<Early | undefined> {
  const lock = db.dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";
  const sql = `SELECT ${columns} FROM order_early WHERE look_at <= ? ORDER BY look_at LIMIT 1 ${lock}`;
  const row = await db.row<EarlyRow>(sql, [now], tx);
  return row && { ...row, entry: JSON.parse(row.entry) as TimelineEntry };
}

type Key = Pick<Early, "store_id" | "order_id"> & { entry: { id: string } };

/** Keeps an entry no longer. */
export async function dropEarly(db: Database, tx: Transaction, { store_id, order_id, entry }: Key): Promise<void> {
  const sql = "DELETE FROM order_early WHERE store_id = ? AND order_id = ? AND entry_id = ?";
  await db.run(sql, [store_id, order_id, entry.id], tx);
}

/** Looks after an entry again at a time. */
export async function lookLater(db: Database, tx: Transaction, { store_id, order_id, entry }: Key, at: number) {
  const sql = "UPDATE order_early SET look_at = ? WHERE store_id = ? AND order_id = ? AND entry_id = ?";
  await db.run(sql, [at, store_id, order_id, entry.id], tx);
}
