import type { Transaction } from "sequelize";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { findRow, findRows, update } from "../../../mixins/db/statements.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { Actor, OrderRef, TimelineEntry } from "../../contracts.ts";
import type { OrderKey } from "./items.ts";
import { bufferEntry } from "./out-of-order.ts";
import { readJson, writeJson } from "./rows.ts";

/** A timeline entry of a change, without id, time and actor. */
export interface Entry {
  type: string;
  note?: string | null;
  data?: Record<string, unknown> | null;
}

type Found = Omit<TimelineEntry, "data"> & { order_id: number; data: string | null };

/** The timeline of an order, oldest first. */
export async function fetchTimeline(db: Database, { store_id, id }: OrderKey): Promise<TimelineEntry[]> {
  const form = { columns: "order_id, public_id AS id, type, at, actor, note, data", end: "ORDER BY revision" };
  const rows = await findRows<Found>(db, "order_timeline", { store_id, order_id: id }, undefined, form);
  const entries = rows.map(({ order_id, ...row }) => ({ ...row, data: readJson<Record<string, unknown>>(row.data) }));
  // Entries from events of other services may be written late.
  return entries.sort((a, b) => a.at - b.at);
}

/** The rows of entries; the last one has the order's `revision`. */
export const entryRows = (
  { store_id, id: order_id, revision }: OrderKey & { revision: number },
  entries: readonly TimelineEntry[],
): Row[] =>
  entries.map((entry, index) => ({
    store_id,
    order_id,
    revision: revision - entries.length + 1 + index,
    public_id: entry.id,
    type: entry.type,
    at: entry.at,
    actor: entry.actor,
    note: entry.note,
    data: writeJson(entry.data),
  }));

/** Entries of a change that is being made now. */
export const entriesOf = (entries: readonly Entry[], actor: Actor, at: number): TimelineEntry[] =>
  entries.map(({ type, note = null, data = null }) => ({
    id: newId("evt"),
    type,
    at,
    actor: actorOf(actor),
    note,
    data,
  }));

/** An actor as the timeline writes it: `type:id`. */
export const actorOf = ({ type, id }: Actor): string => `${type}:${id}`.slice(0, 120);

/** Inserts entries of orders. */
export const insertEntries = (db: Database, tx: Transaction, rows: Row[]): Promise<void> =>
  db.insertMany("order_timeline", rows, tx);

/**
 * Adds an entry from another service's event, raises the order's revision, and returns it. Without the order yet, the
 * entry is buffered and the result is undefined.
 */
export async function appendOrBuffer(db: Database, tx: Transaction, order: OrderRef, entry: TimelineEntry) {
  const revision = await appendToOrder(db, tx, order, entry);
  if (revision === undefined) await bufferEntry(db, tx, order, entry);
  return revision;
}

/** Adds an entry to an order and returns its new revision; undefined without the order. */
export async function appendToOrder(db: Database, tx: Transaction, order: OrderRef, entry: TimelineEntry) {
  const { store_id, order_id } = order;
  const key = { store_id, public_id: order_id };
  const row = await findRow<{ id: number; revision: number }>(db, "orders", key, tx, "id, public_id, revision");
  if (!row) return undefined;
  const revision = row.revision + 1;
  await insertEntries(db, tx, entryRows({ store_id, id: row.id, revision }, [entry]));
  await update(db, "orders", { store_id, id: row.id }, { revision }, tx);
  return revision;
}

/** True when an order is committed; locks nothing. */
export async function orderExists(db: Database, tx: Transaction, { store_id, order_id }: OrderRef): Promise<boolean> {
  const sql = "SELECT 1 AS found FROM orders WHERE store_id = ? AND public_id = ?";
  return (await db.row(sql, [store_id, order_id], tx)) !== undefined;
}
