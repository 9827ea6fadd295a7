import type { Database } from "../../../mixins/db/database.ts";
import { fetchPage, pageOf, walk } from "../../../mixins/db/keyset.ts";
import { equal, sql } from "../../../mixins/db/sql.ts";
import type { ActionParams, StoreLoggedEvent } from "../../contracts.ts";
import { type EventRow, toEvent } from "./events.ts";

// With a filter that no index serves, only so many of the latest events are looked through.
const depth = 200_000;

/** A page of the events of all stores, or of one, in the order in which they were logged, the latest first. */
export async function tailEvents(
  db: Database,
  { filter, cursor, limit }: ActionParams<"audit.tail">,
): Promise<{ items: StoreLoggedEvent[]; next_cursor: string | null }> {
  const { store_id, name, entity_id, actor_id } = filter;
  // A store's events are in the order of their times; those of all stores, and of a name, in that of the log.
  const index = indexOf(filter);
  const by = store_id !== undefined ? ["occurred_at"] : [];
  const listed = { table: "audit_events", sortings: { newest: { columns: by } } };
  const paging = { limit, ...(cursor === undefined ? {} : { cursor }) };
  const page = pageOf(listed, { ...paging, sort: { by: "newest", order: "desc" } }, store_id ?? "all");
  const isOther = entity_id !== undefined || actor_id !== undefined;
  const recent = isOther && store_id === undefined ? [sql("id > ?", (await lastId(db)) - depth)] : [];
  const where = [...equal({ store_id, name, entity_id, actor_id }), ...recent];
  const { rows, next_cursor } = await fetchPage<EventRow>(db, page, walk(listed, index, where));
  return { items: rows.map((row) => ({ ...toEvent(row), store_id: row.store_id })), next_cursor };
}

function indexOf({ store_id, name, entity_id, actor_id }: ActionParams<"audit.tail">["filter"]): string | undefined {
  if (store_id === undefined) return name === undefined ? undefined : "named";
  if (entity_id !== undefined) return "entity";
  return actor_id === undefined ? "all" : "actor";
}

const lastId = async (db: Database): Promise<number> =>
  (await db.row<{ last: number | null }>("SELECT MAX(id) AS last FROM audit_events"))?.last ?? 0;
