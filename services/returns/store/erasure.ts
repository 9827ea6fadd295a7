import type { Transaction } from "sequelize";
import { Erasures, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { withoutReason } from "../returns.rules.ts";
import { type ReturnRow, toReturn, updateReturn } from "./returns.ts";

/** Erased customers for whom a return may still arrive. */
export const returnErasures = new Erasures("return_erasures");

/** Removes an erased customer's address and texts from their returns; returns the ids of their orders. */
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
