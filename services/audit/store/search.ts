import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { between, equal } from "../../../mixins/db/sql.ts";
import type { ActionParams, List, LoggedEvent } from "../../contracts.ts";
import { eventCounts } from "./counts.ts";
import { fromJson } from "./events.ts";

interface EventRow extends KeysetRow, Omit<LoggedEvent, "id" | "before" | "after"> {
  id: number;
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
