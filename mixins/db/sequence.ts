import type { Transaction } from "sequelize";
import type { Database } from "./database.ts";

/**
 * Raises a store's counter and returns its new value: `first` when it had none. Whoever takes the next value waits until
 * this transaction ends.
 */
export async function raiseCounter(
  db: Database,
  tx: Transaction,
  { table, column }: { table: string; column: string },
  store_id: number,
  { first, by }: { first: number; by: number },
): Promise<number> {
  const insert = `INSERT INTO ${table} (store_id, ${column}) VALUES`;
  if (db.dialect === "sqlite") {
    const sql = `${insert} (?, ?) ${db.onConflict("store_id")} ${column} = ${column} + ? RETURNING ${column} AS value`;
    return (await db.row<{ value: number }>(sql, [store_id, first, by], tx))?.value ?? 0;
  }
  // The engine returns the value that LAST_INSERT_ID() was set to.
  const sql = `${insert} (?, LAST_INSERT_ID(?)) ${db.onConflict("store_id")} ${column} = LAST_INSERT_ID(${column} + ?)`;
  return db.runForId(sql, [store_id, first, by], tx);
}
