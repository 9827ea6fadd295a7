import { capped, exact } from "../../../mixins/db/counted.ts";
import type { Database } from "../../../mixins/db/database.ts";
import {
  countMatches,
  fetchPage,
  listOf,
  type Page,
  pageOf,
  type SortableTable,
  type Source,
  walk,
} from "../../../mixins/db/keyset.ts";
import { sql } from "../../../mixins/db/sql.ts";
import type { ActionParams, ActionResult, OrderSort, Sorting } from "../../contracts.ts";
import { type Conditions, conditionsOf, everythingOf } from "./conditions.ts";
import { orderCounts } from "./counts.ts";
import { fetchItemsOf } from "./items.ts";
import { listColumns, type OrderListRow, toOrder } from "./rows.ts";

type Search = ActionParams<"orders.search">;
type Found = ActionResult<"orders.search">;

const orders: SortableTable<OrderSort> = {
  table: "orders",
  columns: `${listColumns}, t.number`,
  sortings: {
    created_at: { columns: ["created_at"], index: "created_at" },
    updated_at: { columns: ["updated_at"], index: "updated_at" },
    order_number: { columns: ["number"], index: "sequence", unique: true },
    grand_total: { columns: ["grand_total"], index: "grand_total" },
  },
};

const newestFirst: Sorting<OrderSort> = { by: "created_at", order: "desc" };

/** Finds a page of a store's orders. Throws `invalid_cursor`. */
export async function searchOrders(db: Database, { sort = newestFirst, ...search }: Search): Promise<Found> {
  const { store_id } = search;
  const page = pageOf(orders, { ...search, sort });
  const conditions = await conditionsOf(db, store_id, search.filter);
  const total = conditions ? await totalOf(db, store_id, conditions) : exact(0);
  if (!conditions || total.total === 0) return listOf({ rows: [], next_cursor: null }, total, toOrder);
  const isFew = isFiltered(conditions) && !total.total_is_capped;
  const found = await fetchPage<OrderListRow>(db, page, ...sourcesOf(page, store_id, conditions, isFew));
  const list = listOf(found, total, toOrder);
  return search.with_items ? { ...list, items: await withItems(db, store_id, list.items) } : list;
}

const isFiltered = ({ where, states }: Conditions) => where.length > 0 || states !== undefined;

async function totalOf(db: Database, store_id: number, conditions: Conditions) {
  if (!isFiltered(conditions)) return exact(await orderCounts.total(db, store_id, 0));
  return capped(await countMatches(db, walk(orders, conditions.index, everythingOf(store_id, conditions))));
}

/**
 * The sources of a list's rows. Sorted by creation, the orders of a customer and of a store are read along their index;
 * those of several states, also of a location, are merged from one index range for each state. Orders by number prefix
 * are gathered: their index holds the time of creation, and a read along the times could pass most of the store before it
 * met one. With any other sorting, few matches are gathered, and many are met often enough along the sorting's index.
 */
function sourcesOf(page: Page, store_id: number, conditions: Conditions, isFew: boolean): Source[] {
  const { index, where, states } = conditions;
  const isByCreation = page.sort.by === "created_at";
  if (isByCreation && states && (index === "state" || index === "location")) {
    const inStore = sql("t.store_id = ?", store_id);
    return states.map((state) => walk(orders, index, [inStore, sql("t.state = ?", state), ...where]));
  }
  const isByFilter = isByCreation || isFew || index === "customer";
  return [walk(orders, isByFilter ? index : page.key.index, everythingOf(store_id, conditions))];
}

async function withItems(db: Database, store_id: number, orders: Found["items"]): Promise<Found["items"]> {
  const items = await fetchItemsOf(db, store_id, orders);
  return orders.map((order) => ({ ...order, items: items.get(order.order_id) ?? [] }));
}
