import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { numbersStartAfter } from "../orders.rules.ts";

/**
 * Takes the next numbers of a store and returns the first of them. The store's next order waits until this transaction
 * ends, so take them late.
 */
export async function takeNumbers(db: Database, tx: Transaction, store_id: number, count: number): Promise<number> {
  const values = [store_id, numbersStartAfter + count, count];
  const last = db.dialect === "mariadb" ? await raise(db, tx, values) : await raiseAndRead(db, tx, values);
  return last - count + 1;
}

// The engine returns the value that LAST_INSERT_ID() was set to.
function raise(db: Database, tx: Transaction, values: number[]): Promise<number> {
  const sql = `INSERT INTO order_counters (store_id, last_number) VALUES (?, LAST_INSERT_ID(?))
    ON DUPLICATE KEY UPDATE last_number = LAST_INSERT_ID(last_number + ?)`;
  return db.runForId(sql, values, tx);
}

async function raiseAndRead(db: Database, tx: Transaction, values: number[]): Promise<number> {
  const sql = `INSERT INTO order_counters (store_id, last_number) VALUES (?, ?)
    ON CONFLICT (store_id) DO UPDATE SET last_number = last_number + ? RETURNING last_number`;
  return (await db.row<{ last_number: number }>(sql, values, tx))?.last_number ?? 0;
}
