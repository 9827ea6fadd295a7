import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { Actor, BulkFailure, BulkOutcome, OrderStatus } from "../../contracts.ts";
import { orderErrors } from "../orders.errors.ts";
import { writtenColumns } from "./orders.ts";
import { type OrderRow, toOrder, writeTags } from "./rows.ts";
import { entriesOf, entryRows, insertEntries } from "./timeline.ts";

/** The orders of a store with these ids, all locked in the same sequence until the transaction ends. */
export async function lockMany(db: Database, tx: Transaction, store_id: number, ids: string[]): Promise<OrderRow[]> {
  const [index, lock] = db.dialect === "mariadb" ? ["FORCE INDEX (orders_public)", "FOR UPDATE"] : ["", ""];
  // Read along the index that finds them: with another sorting, MariaDB would lock the rows first and sort them then.
  const sql = `SELECT * FROM orders ${index} WHERE store_id = ? AND public_id IN (${marks(ids)})
    ORDER BY public_id ${lock}`;
  const rows = await db.rows<OrderRow>(sql, [store_id, ...ids], tx);
  const requested = new Set(ids);
  return rows.filter(({ public_id }) => requested.has(public_id));
}

/** Gives locked orders of one store a status, with a timeline entry each. None of them has that status. */
export async function updateStatuses(
  db: Database,
  tx: Transaction,
  rows: readonly OrderRow[],
  { status, note, actor }: { status: OrderStatus; note?: string; actor: Actor },
): Promise<OrderRow[]> {
  const now = Date.now();
  const columns = { status, ...(note === undefined ? {} : { note }) };
  const changed = rows.map((row) => ({ ...row, ...writtenColumns(row, columns, now) }));
  for (const [state, same] of Map.groupBy(changed, (row) => row.state))
    await updateSame(db, tx, same, { ...columns, state });
  const entries = changed.flatMap((row, index) => {
    const entry = { type: "order.status_changed", note, data: { from: rows[index]?.status, to: status } };
    return entryRows(row, entriesOf([entry], actor, now));
  });
  await insertEntries(db, tx, entries);
  return changed;
}

/** Gives locked orders of one store their new tags. */
export async function updateTags(
  db: Database,
  tx: Transaction,
  changes: readonly { row: OrderRow; tags: string[] }[],
): Promise<OrderRow[]> {
  const now = Date.now();
  const changed = changes.map(({ row, tags }) => ({ ...row, ...writtenColumns(row, { tags: writeTags(tags) }, now) }));
  for (const [tags, same] of Map.groupBy(changed, (row) => row.tags)) await updateSame(db, tx, same, { tags });
  return changed;
}

// Orders that get the same columns are written in one statement.
async function updateSame(db: Database, tx: Transaction, rows: readonly OrderRow[], columns: Row): Promise<void> {
  const sets = Object.keys(columns).map((column) => `${column} = ?`);
  await db.run(
    `UPDATE orders SET ${sets.join(", ")}, version = version + 1, revision = revision + 1, updated_at = ?
     WHERE store_id = ? AND id IN (${marks(rows)})`,
    [...Object.values(columns), rows[0]?.updated_at ?? 0, rows[0]?.store_id ?? 0, ...rows.map(({ id }) => id)],
    tx,
  );
}

/**
 * The outcome of a bulk change: the orders that are as requested, in the order of the request, and why others are not. Of
 * several rows of one order the last counts.
 */
export function outcomeOf(ids: string[], rows: readonly OrderRow[], failures: BulkFailure[]): BulkOutcome {
  const found = new Map(rows.map((row) => [row.public_id, row]));
  const failed = new Map(failures.map((failure) => [failure.order_id, failure]));
  const [, message] = orderErrors.order_not_found;
  return {
    // The result is recorded for a day and holds orders of many customers, so an erasure could not find a note in it.
    updated: ids.flatMap((id) => found.get(id) ?? []).map((row) => ({ ...toOrder(row), note: null })),
    failed: ids
      .filter((id) => !found.has(id))
      .map((id) => failed.get(id) ?? { order_id: id, code: "order_not_found", message }),
  };
}
