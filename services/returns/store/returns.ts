import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { findRow, insertUnique, update } from "../../../mixins/db/statements.ts";
import type { OrderRef, OrderReturn } from "../../contracts.ts";
import { fail } from "../returns.errors.ts";
import { returnCounts } from "./counts.ts";
import { type ReturnRow, toReturn, toRow } from "./rows.ts";

/** A return's row, locked inside a transaction. Throws `return_not_found`. */
export async function fetchReturn(
  db: Database,
  store_id: number,
  return_id: string,
  tx?: Transaction,
): Promise<ReturnRow> {
  const row = await findRow<ReturnRow>(db, "returns", { store_id, public_id: return_id }, tx);
  if (!row) throw fail("return_not_found");
  return row;
}

/** The returns of an order, oldest first. */
export async function returnsOf(db: Database, { store_id, order_id }: OrderRef): Promise<OrderReturn[]> {
  const sql = "SELECT * FROM returns WHERE store_id = ? AND order_id = ? ORDER BY created_at, id";
  return (await db.rows<ReturnRow>(sql, [store_id, order_id])).map(toReturn);
}

/** Inserts a return and counts it. Throws `return_exists`. */
export async function insertReturn(
  db: Database,
  tx: Transaction,
  made: OrderReturn,
  of: { store_id: number; tenant_id: string },
): Promise<void> {
  await insertUnique(db, "returns", toRow(made, of), tx, () => fail("return_exists"));
  await returnCounts.add(db, tx, of.store_id, 0, 1);
}

/** Removes the address of a return that was inserted in the same transaction, and replaces its items. */
export async function rewriteReturn(
  db: Database,
  tx: Transaction,
  { id, items }: OrderReturn,
  { store_id }: { store_id: number },
): Promise<void> {
  const columns = { items: JSON.stringify(items), shipping_address: null };
  await update(db, "returns", { store_id, public_id: id }, columns, tx);
}

/** Writes columns of a locked return with its next version; returns the changed row. */
export async function updateReturn(db: Database, tx: Transaction, row: ReturnRow, columns: Row): Promise<ReturnRow> {
  const values: Row = { ...columns, version: row.version + 1, updated_at: Date.now() };
  await update(db, "returns", { store_id: row.store_id, id: row.id }, values, tx);
  return { ...row, ...values } as ReturnRow;
}
