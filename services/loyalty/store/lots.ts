import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { sqlDialect } from "../../../mixins/db/dialect.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { update } from "../../../mixins/db/statements.ts";
import type { OfAccount } from "./accounts.ts";

/** Points that expire together. */
export interface Lot {
  points: number;
  expires_at: number;
}

interface LotRow {
  id: number;
  remaining: number;
  expires_at: number;
}

/** Inserts lots of points with their expiry. */
export async function addLots(db: Database, tx: Transaction, { id, store_id }: OfAccount, lots: Lot[]): Promise<void> {
  const rows = lots.map(({ points, expires_at }) => ({ store_id, account_id: id, remaining: points, expires_at }));
  await db.insertMany("loyalty_lots", rows, tx);
}

/** Consumes points, those that expire first first; returns the consumed part of each lot. */
export async function takeLots(db: Database, tx: Transaction, of: OfAccount, points: number): Promise<Lot[]> {
  const taken: Lot[] = [];
  for (let left = points; left > 0; ) {
    const rows = await firstLots(db, tx, of);
    if (rows.length === 0) throw new Error(`Account ${of.id} has points that are in no lot.`);
    const used: number[] = [];
    for (const row of rows) {
      const part = Math.min(left, row.remaining);
      if (part === 0) break;
      taken.push({ points: part, expires_at: row.expires_at });
      left -= part;
      if (part === row.remaining) used.push(row.id);
      else await update(db, "loyalty_lots", { id: row.id }, { remaining: row.remaining - part }, tx);
    }
    await remove(db, tx, used);
  }
  return taken;
}

const atOnce = 100;

function firstLots(db: Database, tx: Transaction, { id, store_id }: OfAccount): Promise<LotRow[]> {
  const sql = `SELECT id, remaining, expires_at FROM loyalty_lots WHERE store_id = ? AND account_id = ?
    ORDER BY expires_at, id LIMIT ${atOnce} ${db.forUpdate}`;
  return db.rows<LotRow>(sql, [store_id, id], tx);
}

async function remove(db: Database, tx: Transaction, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db.run(`DELETE FROM loyalty_lots WHERE id IN (${marks(ids)})`, ids, tx);
}

/** The number of expired points of an account, and the key of their first lot. */
export async function duePoints(
  db: Database,
  tx: Transaction,
  { id, store_id }: OfAccount,
  now: number,
): Promise<{ points: number; first: number }> {
  const rows = await db.rows<LotRow>(
    `SELECT id, remaining, expires_at FROM loyalty_lots WHERE store_id = ? AND account_id = ? AND expires_at <= ?
     ORDER BY expires_at, id ${db.forUpdate}`,
    [store_id, id, now],
    tx,
  );
  return { points: rows.reduce((sum, { remaining }) => sum + remaining, 0), first: rows[0]?.id ?? 0 };
}

/** The query that says in how many milliseconds the next points expire. */
export const nextExpiry = `SELECT expires_at - ${sqlDialect.now} FROM loyalty_lots ORDER BY expires_at LIMIT 1`;

/** Accounts with expired points, those that have waited longest first. */
export async function dueAccounts(db: Database, now: number, limit: number): Promise<number[]> {
  const sql = "SELECT account_id FROM loyalty_lots WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?";
  const rows = await db.rows<{ account_id: number }>(sql, [now, limit]);
  return [...new Set(rows.map(({ account_id }) => account_id))];
}
