import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { Actor, BulkFailure, BulkOutcome, OrderStatus } from "../../contracts.ts";
import { orderErrors } from "../orders.errors.ts";
import { stateOf } from "../orders.rules.ts";
import { deliveryOf } from "./orders.ts";
import { type OrderRow, toOrder } from "./rows.ts";
import { entriesOf, entryRows, insertEntries } from "./timeline.ts";
import { writeTags } from "./writing.ts";

/** Those of a store's orders that there are, locked in one order until the transaction ends. */
export async function lockMany(db: Database, tx: Transaction, store_id: number, ids: string[]): Promise<OrderRow[]> {
  const [index, lock] = db.dialect === "mariadb" ? ["FORCE INDEX (orders_public)", "FOR UPDATE"] : ["", ""];
  // Along the index that finds them: to sort them otherwise, they would be locked first and sorted then.
  const sql = `SELECT * FROM orders ${index} WHERE store_id = ? AND public_id IN (${marks(ids)})
    ORDER BY public_id ${lock}`;
  const rows = await db.rows<OrderRow>(sql, [store_id, ...ids], tx);
  const asked = new Set(ids);
  return rows.filter(({ public_id }) => asked.has(public_id));
}

/** Gives locked orders of one store a status, with an entry each. */
export async function updateStatuses(
  db: Database,
  tx: Transaction,
  rows: readonly OrderRow[],
  { status, note, actor }: { status: OrderStatus; note?: string; actor: Actor },
): Promise<OrderRow[]> {
  if (rows.length === 0) return [];
  const now = Date.now();
  const changed = rows.map((row) =>
    nextOf(row, { status, ...deliveryOf(row, status, now), ...(note === undefined ? {} : { note }) }, now),
  );
  const kept = [...(note === undefined ? [] : ["note"]), ...(status === "delivered" ? ["delivered_at"] : [])];
  const columns = kept.map((column) => `${column} = ?, `).join("");
  // The digit of the status leads the state (`stateOf`); those behind it are each order's own.
  const digit = stateOf({ ...(changed[0] as OrderRow), status }) - ((changed[0] as OrderRow).state % 1_000);
  await raise(db, tx, changed, `${columns}status = ?, state = state % 1000 + ?`, [
    ...(note === undefined ? [] : [note]),
    ...(status === "delivered" ? [now] : []),
    status,
    digit,
  ]);
  const entries = changed.flatMap((row, index) => {
    const entry = { type: "order.status_changed", note, data: { from: rows[index]?.status, to: status } };
    return entryRows(row, entriesOf([entry], actor, now));
  });
  await insertEntries(db, tx, entries);
  return changed;
}

/** Gives locked orders of one store their new tags; those that get the same are written at once. */
export async function updateTags(
  db: Database,
  tx: Transaction,
  changes: readonly { row: OrderRow; tags: string[] }[],
): Promise<OrderRow[]> {
  const now = Date.now();
  const changed = changes.map(({ row, tags }) => nextOf(row, { tags: writeTags(tags) }, now));
  for (const [tags, rows] of Map.groupBy(changed, (row) => row.tags)) await raise(db, tx, rows, "tags = ?", [tags]);
  return changed;
}

const nextOf = (row: OrderRow, columns: Partial<OrderRow>, updated_at: number): OrderRow => {
  const changed = { ...row, ...columns };
  const raised = { version: row.version + 1, revision: row.revision + 1, updated_at };
  return { ...changed, ...raised, state: stateOf(changed) };
};

async function raise(
  db: Database,
  tx: Transaction,
  rows: readonly OrderRow[],
  columns: string,
  values: (string | number | null)[],
): Promise<void> {
  await db.run(
    `UPDATE orders SET ${columns}, version = version + 1, revision = revision + 1, updated_at = ?
     WHERE store_id = ? AND id IN (${marks(rows)})`,
    [...values, rows[0]?.updated_at ?? 0, rows[0]?.store_id ?? 0, ...rows.map(({ id }) => id)],
    tx,
  );
}

/** What a bulk change answers: those that are as wanted, in the order asked for, and why others are not. */
export function outcomeOf(asked: string[], rows: readonly OrderRow[], failures: BulkFailure[]): BulkOutcome {
  const found = new Map(rows.map((row) => [row.public_id, row]));
  const failed = new Map(failures.map((failure) => [failure.order_id, failure]));
  const [, message] = orderErrors.order_not_found;
  return {
    // The answer is kept for a day and belongs to many customers: no erasure of one could find a note in it.
    updated: asked.flatMap((id) => found.get(id) ?? []).map((row) => ({ ...toOrder(row), note: null })),
    failed: asked
      .filter((id) => !found.has(id))
      .map((id) => failed.get(id) ?? { order_id: id, code: "order_not_found", message }),
  };
}
