import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { findRow, remove, update } from "../../../mixins/db/statements.ts";
import type { ActionParams, CustomerGroup, List } from "../../contracts.ts";
import { fail } from "../customers.errors.ts";

interface GroupRow extends KeysetRow {
  public_id: string;
  tenant_id: string;
  name: string;
  version: number;
  updated_at: number;
}

/** The groups of a store, newest first. */
export const listGroups = (
  db: Database,
  { store_id, ...paging }: ActionParams<"customers.listGroups">,
): Promise<List<CustomerGroup>> =>
  listNewest(db, { table: "customer_groups", where: equal({ store_id }) }, paging, toGroup);

/** A group's row, locked inside a transaction. Throws `group_not_found`. */
export async function fetchGroup(
  db: Database,
  store_id: number,
  group_id: string,
  tx?: Transaction,
): Promise<GroupRow> {
  const row = await findRow<GroupRow>(db, "customer_groups", { store_id, public_id: group_id }, tx);
  if (!row) throw fail("group_not_found");
  return row;
}

/** The group of a row. */
export function toGroup(row: GroupRow): CustomerGroup {
  const { public_id: id, name, version, created_at, updated_at } = row;
  return { id, name, version, created_at, updated_at };
}

/** Writes a group's new name, version and time. */
export async function renameGroup(db: Database, tx: Transaction, group: GroupRow, store_id: number): Promise<void> {
  const { id, name, version, updated_at } = group;
  await update(db, "customer_groups", { store_id, id }, { name, version, updated_at }, tx);
}

/** Removes a group; its members are without one then. */
export async function removeGroup(db: Database, tx: Transaction, { id }: GroupRow, store_id: number): Promise<void> {
  const sql = "UPDATE customers SET group_id = NULL, version = version + 1 WHERE store_id = ? AND group_id = ?";
  await db.run(sql, [store_id, id], tx);
  await remove(db, "customer_groups", { store_id, id }, tx);
}
