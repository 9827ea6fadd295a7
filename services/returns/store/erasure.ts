import type { Transaction } from "sequelize";
import { Erasures, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { withoutReason } from "../returns.rules.ts";
import { updateReturn } from "./returns.ts";
import { type ReturnRow, toReturn } from "./rows.ts";

/** Customers whose returns may still be on their way. */
export const returnErasures = new Erasures("return_erasures");

/** Takes an erased customer's address, and what was written, off their returns; answers the orders these are of. */
export async function removePerson(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
): Promise<string[]> {
  const sql = `SELECT * FROM returns WHERE store_id = ? AND customer_id = ? ${db.forUpdate}`;
  const rows = await db.rows<ReturnRow>(sql, [store_id, customer_id], tx);
  for (const row of rows) {
    const items = toReturn(row).items.map(withoutReason);
    await updateReturn(db, tx, row, { items: JSON.stringify(items), shipping_address: null, note: null });
  }
  return [...new Set(rows.map(({ order_id }) => order_id))];
}
