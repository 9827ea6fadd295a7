import type { List, Paging, Sorting } from "../../services/contracts.ts";
import { capped, countAll, countUpTo, exact, type Total } from "./counted.ts";
import { behindCursor, columnsOf, cursorOf, orderBy, orderByIndex, type SortedList, type SortKey } from "./cursor.ts";
import type { Database } from "./database.ts";
import { allOf, type Sql, useIndex } from "./sql.ts";

/** Every listed table has an integer key, and most a time of creation that its index is sorted by. */
export interface KeysetRow {
  id: number;
  created_at: number;
}

/** A table whose rows are listed. In all SQL of its lists it is called `t`. */
export interface ListedTable {
  table: string;
  /** What is read of a row, its sort columns and `id` among it; `t.*` unless told. */
  columns?: string;
  /** What is joined to the rows of a page. */
  join?: string;
}

/** A table with all sortings of its list. */
export interface SortableTable<By extends string> extends ListedTable {
  sortings: Readonly<Record<By, SortKey>>;
}

/** Where the rows of a list come from, and what they are checked for. */
export interface Source {
  from: Sql;
  where: readonly Sql[];
  /** True when the rows come in the order of an index. */
  isWalk?: boolean;
}

/** A page that was asked for, its cursor read. */
export interface Page extends SortedList {
  of: ListedTable;
  behind: readonly Sql[];
  skip: number;
  limit: number;
}

/** Reads what page of a list is asked for, the list being that of `owner` alone if told. Throws `invalid_cursor`. */
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

/** The rows of a table that pass the checks, along an index where one is told. */
export const walk = (
  db: Database,
  { table }: ListedTable,
  index: string | undefined,
  where: readonly Sql[],
): Source => ({
  from: { text: index ? `${table} t ${useIndex(db, `${table}_${index}`)}` : `${table} t`, values: [] },
  where,
  isWalk: true,
});

/** What a query gives of a source. */
export function select(columns: string, { from, where }: Source, more: readonly Sql[] = []): Sql {
  const checks = allOf([...where, ...more]);
  const text = `SELECT ${columns} FROM ${from.text} ${checks.text && `WHERE ${checks.text}`}`;
  return { text, values: [...from.values, ...checks.values] };
}

/** How many rows a source has, up to one more than `countedMatches`. */
export const countMatches = (db: Database, source: Source): Promise<number> =>
  countUpTo(db, select("1 AS one", source));

/**
 * The rows of a page; of several sources, which share no row, they are merged. The keys come first, from indexes alone
 * where they can, and one more than asked for: whether there is more. Only then the rows of these keys are read, and
 * sorted by the keys: by their own columns, MariaDB would put them, texts and all, into a table on disk.
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
  // No source can give more to the page than the page looks at.
  const each = parts.map(({ text }) => `SELECT * FROM (${text} LIMIT ?) s`);
  return {
    text: `SELECT * FROM (${each.join(" UNION ALL ")}) u ORDER BY ${orderBy(page, "u")}`,
    values: parts.flatMap(({ values }) => [...values, page.skip + page.limit + 1]),
  };
}

/** What is listed of a table, newest first. */
export interface Listing extends ListedTable {
  /** Whose rows they are, where the path says it: a cursor fits the list of this one only. */
  of?: string | number;
  /** The column that tells when a row was made; `created_at` unless told, null where the integer key tells it. */
  by?: string | null;
  /** The index that is walked, without the name of the table before it, where an engine might take another. */
  index?: string;
  where: readonly Sql[];
  /** The filters that are on: matches are then counted up to `countedMatches`. */
  filters?: readonly Sql[];
  /** How many rows there are without a filter, where that is kept: then nothing is counted. */
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
  const source = walk(db, listing, listing.index, [...where, ...filters]);
  return listOf(await fetchPage<Row>(db, page, source), await totalOf(db, listing, source), toItem);
}

async function totalOf(db: Database, { filters = [], total }: Listing, source: Source): Promise<Total> {
  if (filters.length > 0) return capped(await countMatches(db, source));
  return exact(total ? await total() : await countAll(db, select("1 AS one", source)));
}

/** The answer of a list. */
export const listOf = <Row, Item>(
  { rows, next_cursor }: { rows: Row[]; next_cursor: string | null },
  total: Total,
  toItem: (row: Row) => Item,
): List<Item> => ({ items: rows.map(toItem), ...total, next_cursor });
