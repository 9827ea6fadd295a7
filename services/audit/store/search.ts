import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { between, equal } from "../../../mixins/db/sql.ts";
import type { ActionParams, List, LoggedEvent } from "../../contracts.ts";
import type { StoreEvent } from "../audit.rules.ts";
import { eventCounts, fromJson } from "./events.ts";

interface EventRow extends KeysetRow, Omit<StoreEvent, "id" | "before" | "after"> {
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

function toEvent({
  id: _id,
  store_id: _store,
  public_id: id,
  before_json,
  after_json,
  ...event
}: EventRow): LoggedEvent {
  return { id, ...event, before: fromJson(before_json), after: fromJson(after_json) };
}
