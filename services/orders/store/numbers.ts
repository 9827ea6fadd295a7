import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { writeTogether } from "../../../mixins/db/shared.ts";
import { numbersStartAfter } from "../orders.rules.ts";

/**
 * Takes the next numbers of a store and returns the first of them. The store's next order waits until this transaction
 * ends, so take them late.
 */
export function takeNumbers(db: Database, tx: Transaction, store_id: number, count: number): Promise<number> {
  return writeTogether(tx, `order numbers ${store_id}`, count, async (counts) => {
    const sum = counts.reduce((total, one) => total + one, 0);
    const values = [store_id, numbersStartAfter + sum, sum];
    const last = db.dialect === "mariadb" ? await raise(db, tx, values) : await raiseAndRead(db, tx, values);
    let next = last - sum + 1;
    return counts.map((one) => {
      next += one;
      return next - one;
    });
  });
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
