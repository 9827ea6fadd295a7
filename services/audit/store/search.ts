import type { Database, SqlValue } from "../../../mixins/db/database.ts";
import { type KeysetRow, listByCreation } from "../../../mixins/db/listing.ts";
import type { ActionParams, EventFilter, List, LoggedEvent } from "../../contracts.ts";
import { eventCounts } from "./counts.ts";
import { fromJson } from "./events.ts";

interface EventRow extends KeysetRow, Omit<LoggedEvent, "id" | "before" | "after"> {
  id: number;
  public_id: string;
  before_json: string | null;
  after_json: string | null;
}

/** A page of a store's events, newest first. */
export async function searchEvents(
  db: Database,
  { store_id, filter, ...paging }: ActionParams<"audit.search">,
): Promise<List<LoggedEvent>> {
  const conditions = conditionsOf(filter);
  const where = {
    text: ["store_id = ?", ...conditions.map(([text]) => text)].join(" AND "),
    values: [store_id, ...conditions.map(([, value]) => value)],
  };
  const capped = conditions.length > 0;
  const counted = () => eventCounts.total(db, store_id, 0);
  const listing = { table: "audit_events", where, by: "occurred_at", capped, counted };
  const list = await listByCreation<EventRow>(db, listing, paging);
  return { ...list, items: list.items.map(toEvent) };
}

function conditionsOf(filter: EventFilter): [text: string, value: SqlValue][] {
  const all: [string, SqlValue | undefined][] = [
    ["entity_type = ?", filter.entity_type],
    ["entity_id = ?", filter.entity_id],
    ["actor_id = ?", filter.actor_id],
    ["occurred_at >= ?", filter.from],
    ["occurred_at < ?", filter.until],
  ];
  return all.filter((condition): condition is [string, SqlValue] => condition[1] !== undefined);
}

function toEvent(row: EventRow): LoggedEvent {
  return {
    id: row.public_id,
    name: row.name,
    entity_type: row.entity_type,
    entity_id: row.entity_id,
    actor_type: row.actor_type,
    actor_id: row.actor_id,
    occurred_at: row.occurred_at,
    request_id: row.request_id,
    before: fromJson(row.before_json),
    after: fromJson(row.after_json),
  };
}
