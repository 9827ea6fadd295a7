import type { List, Paging, Sorting } from "../../services/contracts.ts";
import { capped, countAll, countUpTo, exact, type Total } from "./counted.ts";
import { behindCursor, columnsOf, cursorOf, orderBy, orderByIndex, type SortedList, type SortKey } from "./cursor.ts";
import type { Database } from "./database.ts";
import { sqlDialect } from "./dialect.ts";
import { allOf, type Sql } from "./sql.ts";

/** A row of a listed table: its integer key, and the time of creation that its index is sorted by. */
export interface KeysetRow {
  id: number;
  created_at: number;
}

/** A table whose rows are listed. Its alias in all SQL of its lists is `t`. */
export interface ListedTable {
  table: string;
  /** The columns to read, including the sort columns and `id`; `t.*` by default. */
  columns?: string;
  /** A JOIN for the rows of a page. */
  join?: string;
}

/** A table with all sortings of its list. */
export interface SortableTable<By extends string> extends ListedTable {
  sortings: Readonly<Record<By, SortKey>>;
}

/** The source of a list's rows, and their checks. */
export interface Source {
  from: Sql;
  where: readonly Sql[];
  /** True when the rows are in the order of an index. */
  isWalk?: boolean;
}

/** A requested page, with its cursor as a condition. */
export interface Page extends SortedList {
  of: ListedTable;
  behind: readonly Sql[];
  skip: number;
  limit: number;
}

/** The requested page of a list; with `owner`, of that owner's list only. Throws `invalid_cursor`. */
export function pageOf<By extends string>(
  of: SortableTable<By>,
  { sort, cursor, page = 1, limit }: Paging & { sort: Sorting<By> },
  owner?: string | number,
): Page {
  const name = owner === undefined ? of.table : `${of.table} of ${owner}`;
  const list = { name, sort, key: of.sortings[sort.by] };
  const behind = cursor === undefined ? [] : [behindCursor(list, cursor)];
  return { ...list, of, behind, skip: cursor === undefined ? (page - 1) * limit : 0, limit };
}

/** The rows of a table that pass the checks, in the order of an index if one is given. */
export const walk = ({ table }: ListedTable, index: string | undefined, where: readonly Sql[]): Source => ({
  from: { text: index ? `${table} t ${sqlDialect.useIndex(`${table}_${index}`)}` : `${table} t`, values: [] },
  where,
  isWalk: true,
});

/** A query for columns of a source. */
export function select(columns: string, { from, where }: Source, more: readonly Sql[] = []): Sql {
  const checks = allOf([...where, ...more]);
  const text = `SELECT ${columns} FROM ${from.text} ${checks.text && `WHERE ${checks.text}`}`;
  return { text, values: [...from.values, ...checks.values] };
}

/** How many rows a source has, up to one more than `countedMatches`. */
export const countMatches = (db: Database, source: Source): Promise<number> =>
  countUpTo(db, select("1 AS one", source));

/**
 * The rows of a page; those of several sources, which must be disjoint, are merged. First the keys are read, from
 * indexes only where possible, and one more than requested, to know whether there is a next page. Then their rows are
 * read and sorted by the keys: sorted by their own columns, MariaDB would write them with all texts to a table on disk.
 */
export async function fetchPage<Row extends object>(
  db: Database,
  page: Page,
  ...sources: Source[]
): Promise<{ rows: Row[]; next_cursor: string | null }> {
  const { table, columns = "t.*", join = "" } = page.of;
  const keys = keysOf(page, sources);
  const sql = `SELECT ${columns} FROM (${keys.text} LIMIT ? OFFSET ?) k JOIN ${table} t ON t.id = k.id ${join}
    ORDER BY ${orderBy(page, "k")}`;
  const found = await db.rows<Row>(sql, [...keys.values, page.limit + 1, page.skip]);
  const rows = found.slice(0, page.limit);
  const last = found.length > page.limit ? rows.at(-1) : undefined;
  return { rows, next_cursor: last ? cursorOf(page, last) : null };
}

function keysOf(page: Page, sources: Source[]): Sql {
  const columns = columnsOf(page.key).map((column) => `t.${column}`);
  const parts = sources.map((source) => {
    const { text, values } = select(columns.join(", "), source, page.behind);
    return { text: `${text} ORDER BY ${(source.isWalk ? orderByIndex : orderBy)(page, "t")}`, values };
  });
  const [only, ...others] = parts as [Sql, ...Sql[]];
  if (others.length === 0) return only;
  // No source contributes more rows than the page skips and reads.
  const each = parts.map(({ text }) => `SELECT * FROM (${text} LIMIT ?) s`);
  return {
    text: `SELECT * FROM (${each.join(" UNION ALL ")}) u ORDER BY ${orderBy(page, "u")}`,
    values: parts.flatMap(({ values }) => [...values, page.skip + page.limit + 1]),
  };
}

/** A list of a table, newest first. */
interface Listing extends ListedTable {
  /** The owner of the rows, when it is in the path: a cursor is valid for this owner's list only. */
  of?: string | number;
  /** The column of the time of creation: `created_at` by default, null for the order of the integer key. */
  by?: string | null;
  /** The index to walk, without the table's name as its prefix, where an engine might choose another. */
  index?: string;
  where: readonly Sql[];
  /** The active filters: with any, matches are counted up to `countedMatches`. */
  filters?: readonly Sql[];
  /** The stored number of rows without a filter, so that none are counted. */
  total?: () => Promise<number> | number;
}

/** A page of a list, newest first, by number or by cursor. Throws `invalid_cursor`. */
export async function listNewest<Row extends object, Item>(
  db: Database,
  listing: Listing,
  paging: Paging,
  toItem: (row: Row) => Item,
): Promise<List<Item>> {
  const { by = "created_at", where, filters = [] } = listing;
  const table = { ...listing, sortings: { newest: { columns: by === null ? [] : [by] } } };
  const page = pageOf(table, { ...paging, sort: { by: "newest", order: "desc" } }, listing.of);
  const source = walk(listing, listing.index, [...where, ...filters]);
  return listOf(await fetchPage<Row>(db, page, source), await totalOf(db, listing, source), toItem);
}

async function totalOf(db: Database, { filters = [], total }: Listing, source: Source): Promise<Total> {
  if (filters.length > 0) return capped(await countMatches(db, source));
  return exact(total ? await total() : await countAll(db, select("1 AS one", source)));
}

/** The result of a list. */
export const listOf = <Row, Item>(
  { rows, next_cursor }: { rows: Row[]; next_cursor: string | null },
  total: Total,
  toItem: (row: Row) => Item,
): List<Item> => ({ items: rows.map(toItem), ...total, next_cursor });
