import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, ActionResult, OrderSort, Sorting } from "../../contracts.ts";
import { conditionsOf } from "./conditions.ts";
import { countedMatches, countMatches } from "./counting.ts";
import { orderCounts } from "./counts.ts";
import { behindCursor, cursorOf, type Place } from "./cursor.ts";
import { fetchItemsOf } from "./items.ts";
import { type Query, walkOf } from "./plan.ts";
import { listColumns, type OrderListRow, toOrder } from "./rows.ts";

type Search = ActionParams<"orders.search">;
type Found = ActionResult<"orders.search">;

const newestFirst: Sorting<OrderSort> = { by: "created_at", order: "desc" };

/** Finds a page of a store's orders. How, `plan.ts` says. Throws `invalid_cursor`. */
export async function searchOrders(db: Database, search: Search): Promise<Found> {
  const { store_id, filter, sort = newestFirst } = search;
  const behind = behindCursor(sort, search.cursor);
  const conditions = await conditionsOf(db, store_id, filter);
  if (!conditions) return { items: [], total: 0, total_is_capped: false, next_cursor: null };
  const isFiltered = Object.values(conditions).some((condition) => condition !== undefined);
  const total = isFiltered ? await countMatches(db, store_id, conditions) : await orderCounts.total(db, store_id, 0);
  const is_capped = isFiltered && total > countedMatches;
  const query = { store_id, conditions, behind, sort, few: isFiltered && !is_capped };
  const rows = total === 0 ? [] : await fetchPage(db, search, query);
  const page = rows.slice(0, search.limit);
  const last = rows.length > search.limit ? page.at(-1) : undefined;
  return {
    items: search.with_items ? await withItems(db, store_id, page) : page.map(toOrder),
    total: is_capped ? countedMatches : total,
    total_is_capped: is_capped,
    next_cursor: last ? cursorOf(sort, last) : null,
  };
}

async function withItems(db: Database, store_id: number, rows: OrderListRow[]): Promise<Found["items"]> {
  const keys = rows.map(({ id }) => id);
  const items = await fetchItemsOf(db, store_id, keys);
  return rows.map((row) => ({ ...toOrder(row), items: items.get(row.id) ?? [] }));
}

// The keys first, from indexes alone where they can do it, and one more than asked for: whether there is more. Then only
// their rows, in the keys' own order.
function fetchPage(db: Database, search: Search, query: Query): Promise<(OrderListRow & Place)[]> {
  const skipped = search.cursor === undefined ? ((search.page ?? 1) - 1) * search.limit : 0;
  const keys = walkOf(db, query, skipped + search.limit + 1);
  const sql = `SELECT ${listColumns}, k.place FROM (${keys.text} LIMIT ? OFFSET ?) k JOIN orders o ON o.id = k.id
    ORDER BY k.place ${query.sort.order}, k.id ${query.sort.order}`;
  return db.rows(sql, [...keys.values, search.limit + 1, skipped]);
}
