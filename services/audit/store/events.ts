import type { Transaction } from "sequelize";
import { emptied } from "../../../mixins/actions/forget.ts";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { between, equal } from "../../../mixins/db/sql.ts";
import { update } from "../../../mixins/db/statements.ts";
import type { ActionParams, List, LoggedEvent, Snapshot } from "../../contracts.ts";
import type { StoreEvent } from "../audit.rules.ts";

/** The number of events of a store; there is one kind, 0. */
export const eventCounts = new Counter("audit_event_counts");

/** Inserts events and counts them per store. */
export async function insertEvents(db: Database, tx: Transaction, events: StoreEvent[]): Promise<void> {
  await db.insertMany("audit_events", events.map(toRow), tx);
  // Always in the same order, so that concurrent batches cannot deadlock.
  const perStore = Object.entries(Object.groupBy(events, ({ store_id }) => store_id));
  for (const [store_id, those = []] of perStore) await eventCounts.add(db, tx, Number(store_id), 0, those.length);
}

function toRow({ id: public_id, before, after, ...columns }: StoreEvent): Row {
  return { ...columns, public_id, before_json: toJson(before), after_json: toJson(after) };
}

/** A row of `audit_events`. */
export interface EventRow extends KeysetRow, Omit<StoreEvent, "id" | "before" | "after"> {
  public_id: string;
  before_json: string | null;
  after_json: string | null;
}

/** A page of a store's events, newest first. */
export function searchEvents(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"audit.search">,
): Promise<List<LoggedEvent>> {
  const { entity_type, entity_id, actor_id, from, until } = filter;
  const listing = {
    table: "audit_events",
    by: "occurred_at",
    where: equal({ store_id }),
    filters: [...equal({ entity_type, entity_id, actor_id }), ...between("occurred_at", from, until)],
    total: () => eventCounts.total(db, store_id, 0),
  };
  return listNewest(db, listing, paging, toEvent);
}

/** Maps a row to an event. */
export function toEvent({
  id: _id,
  store_id: _store,
  public_id: id,
  before_json,
  after_json,
  ...event
}: EventRow): LoggedEvent {
  return { id, ...event, before: fromJson(before_json), after: fromJson(after_json) };
}

const toJson = (snapshot: Snapshot | null) => (snapshot ? JSON.stringify(snapshot) : null);

const fromJson = (text: string | null) => (text === null ? null : (JSON.parse(text) as Snapshot));

const rowsAtOnce = 500;

interface Snapshots {
  id: number;
  before_json: string | null;
  after_json: string | null;
}

/** Replaces every value in the events of an entity by null; the names of what changed stay. */
export async function emptyEvents(
  db: Database,
  tx: Transaction,
  { store_id, entity_type, entity_id }: Pick<StoreEvent, "store_id" | "entity_type" | "entity_id">,
): Promise<void> {
  const sql = `SELECT id, before_json, after_json FROM audit_events
    WHERE store_id = ? AND entity_id = ? AND entity_type = ? AND id > ? ORDER BY id LIMIT ?`;
  for (let after = 0; ; ) {
    const rows = await db.rows<Snapshots>(sql, [store_id, entity_id, entity_type, after, rowsAtOnce], tx);
    for (const row of rows) await emptyEvent(db, tx, row);
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.id ?? after;
  }
}

async function emptyEvent(db: Database, tx: Transaction, row: Snapshots): Promise<void> {
  const before = toJson(emptied(fromJson(row.before_json)));
  const after = toJson(emptied(fromJson(row.after_json)));
  await update(db, "audit_events", { id: row.id }, { before_json: before, after_json: after }, tx);
}
