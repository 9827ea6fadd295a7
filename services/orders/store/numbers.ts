import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/database.ts";
import { numbersStartAfter } from "../orders.rules.ts";

/**
 * Takes the next numbers of a store; answers the first of them. The store's next order waits until this transaction
 * ends, so take them last.
 */
export async function takeNumbers(db: Database, tx: Transaction, store_id: number, count: number): Promise<number> {
  const conflict = db.dialect === "mariadb" ? "ON DUPLICATE KEY UPDATE" : "ON CONFLICT (store_id) DO UPDATE SET";
  await db.run(
    `INSERT INTO order_counters (store_id, last_number) VALUES (?, ?) ${conflict} last_number = last_number + ?`,
    [store_id, numbersStartAfter + count, count],
    tx,
  );
  const sql = "SELECT last_number FROM order_counters WHERE store_id = ?";
  const counter = await db.row<{ last_number: number }>(sql, [store_id], tx);
  return (counter?.last_number ?? 0) - count + 1;
}
