import type { Transaction } from "sequelize";
import { type Database, isUniqueViolation, type Row } from "../../../mixins/db/database.ts";
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
  const lock = tx && db.dialect === "mariadb" ? "FOR UPDATE" : "";
  const sql = `SELECT * FROM returns WHERE store_id = ? AND public_id = ? ${lock}`;
  const row = await db.row<ReturnRow>(sql, [store_id, return_id], tx);
  // MariaDB ignores trailing spaces when it compares; an id with them matches no return.
  if (row?.public_id !== return_id) throw fail("return_not_found");
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
  try {
    await db.insert("returns", toRow(made, of), tx);
  } catch (error) {
    throw isUniqueViolation(error) ? fail("return_exists") : error;
  }
  await returnCounts.add(db, tx, of.store_id, 0, 1);
}

/** Removes the address of a return that was inserted in the same transaction, and replaces its items. */
export async function rewriteReturn(
  db: Database,
  tx: Transaction,
  { id, items }: OrderReturn,
  { store_id }: { store_id: number },
): Promise<void> {
  const sql = "UPDATE returns SET items = ?, shipping_address = NULL WHERE store_id = ? AND public_id = ?";
  await db.run(sql, [JSON.stringify(items), store_id, id], tx);
}

/** Writes columns of a locked return with its next version; returns the changed row. */
export async function updateReturn(db: Database, tx: Transaction, row: ReturnRow, columns: Row): Promise<ReturnRow> {
  const values: Row = { ...columns, version: row.version + 1, updated_at: Date.now() };
  const names = Object.keys(values).map((name) => `${name} = ?`);
  const sql = `UPDATE returns SET ${names.join(", ")} WHERE store_id = ? AND id = ?`;
  await db.run(sql, [...Object.values(values), row.store_id, row.id], tx);
  return { ...row, ...values } as ReturnRow;
}
