import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { AccountRow } from "./accounts.ts";

/** Deletes all data of a customer. The account stays as an empty row, so that late events find it closed. */
export async function eraseAccount(db: Database, tx: Transaction, account: AccountRow): Promise<void> {
  const { id, store_id, customer_id } = account;
  for (const table of ["loyalty_transactions", "loyalty_lots", "loyalty_redemptions"])
    await db.run(`DELETE FROM ${table} WHERE store_id = ? AND account_id = ?`, [store_id, id], tx);
  await db.run("DELETE FROM loyalty_orders WHERE store_id = ? AND customer_id = ?", [store_id, customer_id], tx);
  await db.run(
    `UPDATE loyalty_accounts SET balance = 0, owed = 0, year = 0, earned_ytd = 0, redeemed_ytd = 0, earned = 0,
       redeemed = 0, tier = 'bronze', transactions = 0, erased = 1, version = version + 1, updated_at = ?
     WHERE store_id = ? AND id = ?`,
    [Date.now(), store_id, id],
    tx,
  );
}
