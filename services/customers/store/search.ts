import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, Customer, List } from "../../contracts.ts";
import { type Condition, conditionsOf, type Sql } from "./conditions.ts";
import { numberOfCustomers } from "./counts.ts";
import { afterCursor, cursorOf, orderBy, orderByIndex, sortColumns, sortKeys } from "./cursor.ts";
import { type Counted, checksOf, countedMatches, countUpTo, findRarest, gathered, joinChecks } from "./plan.ts";
import { type CustomerRow, listedColumns, toCustomer } from "./rows.ts";

type Search = ActionParams<"customers.search">;

/**
 * Finds a page of customers. There are two ways to a page: walk the index of the sorting and check each row, or gather
 * the matches of the rarest condition from its index and sort them. The cheaper is taken, so that neither a filter that
 * matches nearly everything nor one that matches nearly nothing reads a table through.
 */
export async function searchCustomers(db: Database, search: Search): Promise<List<Customer>> {
  const conditions = conditionsOf(search.store_id, search.filter);
  const counting = numberOfCustomers(db, search.store_id, !search.filter.without_guests);
  if (conditions.length === 0) {
    const [total, rows] = await Promise.all([counting, fetchPage(db, search, walked(db, search, []))]);
    return listOf(search, rows, total, false);
  }
  const [all, rarest] = await Promise.all([counting, findRarest(db, conditions)]);
  const total = await countMatches(db, search, conditions, rarest);
  const rows = total === 0 ? [] : await fetchPage(db, search, cheaper(db, search, conditions, rarest, all, total));
  return listOf(search, rows, Math.min(total, countedMatches), total > countedMatches);
}

function listOf(search: Search, rows: CustomerRow[], total: number, total_is_capped: boolean): List<Customer> {
  const page = rows.slice(0, search.limit);
  const last = rows.length > search.limit ? page.at(-1) : undefined;
  return {
    items: page.map(toCustomer),
    total,
    total_is_capped,
    next_cursor: last ? cursorOf(search.sort, last) : null,
  };
}

function countMatches(
  db: Database,
  search: Search,
  conditions: Condition[],
  rarest: Counted,
): Promise<number> | number {
  // A condition alone has counted already: its source leaves guests out itself.
  if (conditions.length === 1) return rarest.matches;
  return countUpTo(db, gathered(rarest.condition, checksOf(search.filter, conditions, rarest.condition)));
}

function cheaper(
  db: Database,
  search: Search,
  conditions: Condition[],
  rarest: Counted,
  all: number,
  total: number,
): Sql {
  const isRare = rarest.matches <= countedMatches;
  const inOrder = isRare || rarest.condition.inOrder === true;
  if (inOrder && conditions.length === 1 && search.sort.by === "created_at")
    return inSourceOrder(search, rarest.condition);
  const wanted = skipped(search) + search.limit + 1;
  if (!isRare || (wanted * all) / total < rarest.matches) return walked(db, search, conditions);
  const others = [...checksOf(search.filter, conditions, rarest.condition), ...behindCursor(search)];
  const found = gathered(rarest.condition, others, sortKeys(search.sort));
  return { ...found, text: `${found.text} ORDER BY ${orderBy(search.sort)}` };
}

// A source gives what its matches are sorted by, and leaves guests out itself: no row is looked up.
function inSourceOrder(search: Search, { source }: Condition): Sql {
  const after = behindCursor(search);
  const where = after.length === 0 ? "" : `WHERE ${joinChecks(after).text}`;
  return {
    text: `SELECT ${sortKeys(search.sort)} FROM (${source.text}) c ${where} ORDER BY ${orderBy(search.sort)}`,
    values: [...source.values, ...joinChecks(after).values],
  };
}

const behindCursor = ({ sort, cursor }: Search) => (cursor === undefined ? [] : [afterCursor(sort, cursor)]);

const skipped = ({ cursor, page, limit }: Search) => (cursor === undefined ? ((page ?? 1) - 1) * limit : 0);

function walked(db: Database, search: Search, conditions: Condition[]): Sql {
  const index = `customers_${sortColumns[search.sort.by].index}`;
  const using = db.dialect === "mariadb" ? `FORCE INDEX (${index})` : `INDEXED BY ${index}`;
  const ofStore = { text: "c.store_id = ?", values: [search.store_id] };
  const where = joinChecks([ofStore, ...checksOf(search.filter, conditions), ...behindCursor(search)]);
  const text = `SELECT ${sortKeys(search.sort)} FROM customers c ${using} WHERE ${where.text} ORDER BY ${orderByIndex(search.sort)}`;
  return { text, values: where.values };
}

// The keys first, from indexes alone, and one more than asked for: whether there is more. Then only their rows, in the
// keys' own order: to sort them by their columns, MariaDB would put them, texts and all, into a table on disk.
function fetchPage(db: Database, search: Search, keys: Sql): Promise<CustomerRow[]> {
  const sql = `SELECT ${listedColumns} FROM (${keys.text} LIMIT ? OFFSET ?) k
    JOIN customers c ON c.id = k.id LEFT JOIN customer_groups g ON g.id = c.group_id ORDER BY ${orderBy(search.sort, "k")}`;
  return db.rows<CustomerRow>(sql, [...keys.values, search.limit + 1, skipped(search)]);
}
