import type { Sorting } from "../../services/contracts.ts";
import { errorsOf } from "../actions/errors.ts";
import { type Sql, sql } from "./sql.ts";

/** A value by which rows are sorted. */
type Key = string | number | null;

/** The columns that a list is sorted by; the integer key after them orders rows that are equal. */
export interface SortKey {
  columns: readonly string[];
  /** The type of the columns, numbers by default. Only an "optional text" may be NULL. */
  kind?: "text" | "optional text";
  /** The index that has the rows in this order, without the table's name as its prefix. */
  index?: string;
  /** True when the index is unique: several rows may then share NULL only. */
  unique?: boolean;
}

/** A list in one of its sortings; a cursor is valid for one of these only. */
export interface SortedList {
  name: string;
  sort: Sorting<string>;
  key: SortKey;
}

const fail = errorsOf({ invalid_cursor: [400, "The cursor is not one that this list gave with the same sorting."] });

/** The columns that determine a row's position. */
export const columnsOf = ({ columns }: SortKey): string[] => [...columns, "id"];

/** The ORDER BY of a list. */
export const orderBy = ({ key, sort }: SortedList, table: string, columns = columnsOf(key)): string =>
  columns.map((column) => `${table}.${column} ${sort.order}`).join(", ");

/**
 * The ORDER BY of a walk along the sorting's index. With the integer key after a unique index, MariaDB would sort the
 * whole store. Only rows with NULL share a position there, and index entries end in the key in both engines, so these
 * rows are in its order anyway.
 */
export const orderByIndex = (list: SortedList, table: string): string =>
  orderBy(list, table, list.key.unique ? [...list.key.columns] : undefined);

/** The cursor after a row: the list, its sorting and the row's position. */
export function cursorOf({ name, sort, key }: SortedList, row: object): string {
  const keys = columnsOf(key).map((column) => (row as Record<string, Key>)[column] ?? null);
  return Buffer.from(JSON.stringify([name, sort.by, sort.order, ...keys])).toString("base64url");
}

/** The condition that a row `t` is after a cursor. Throws `invalid_cursor` for one of another list. */
export function behindCursor(list: SortedList, cursor: string): Sql {
  const columns = columnsOf(list.key);
  const keys = readCursor(list, cursor);
  const isNullable = list.key.kind === "optional text";
  const place = behind(columns, keys, list.sort.order, isNullable);
  const [first = null] = keys;
  if (first === null) return place;
  // Repeated for the first column alone, so that the engine starts at that position of the index.
  const bound = compared(columns[0] as string, list.sort.order === "asc" ? ">=" : "<=", isNullable);
  return sql(`${bound} AND ${place.text}`, first, ...place.values);
}

function behind([column = "", ...others]: string[], [key = null, ...keys]: Key[], order: string, nulls: boolean): Sql {
  const beyond = beyondKey(column, key, order, nulls && others.length > 0);
  if (others.length === 0) return beyond;
  const rest = behind(others, keys, order, nulls);
  if (key === null) return sql(`(${beyond.text} OR (t.${column} IS NULL AND ${rest.text}))`, ...rest.values);
  return sql(`(${beyond.text} OR (t.${column} = ? AND ${rest.text}))`, ...beyond.values, key, ...rest.values);
}

// Both engines sort NULL before every value.
function beyondKey(column: string, key: Key, order: string, nulls: boolean): Sql {
  if (key === null) return sql(order === "asc" ? `t.${column} IS NOT NULL` : "1 = 0");
  return sql(compared(column, order === "asc" ? ">" : "<", nulls), key);
}

const compared = (column: string, sign: string, nulls: boolean): string =>
  nulls && sign.startsWith("<") ? `(t.${column} ${sign} ? OR t.${column} IS NULL)` : `t.${column} ${sign} ?`;

function readCursor({ name, sort, key }: SortedList, cursor: string): Key[] {
  try {
    const parts = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const [list, by, order, ...keys] = parts as [string, string, string, ...Key[]];
    const isOfList = list === name && by === sort.by && order === sort.order;
    const fits = keys.every((each, index) => isKey(each, index < key.columns.length ? key.kind : undefined));
    if (isOfList && fits && keys.length === key.columns.length + 1) return keys;
  } catch {
    // Falls through: an unreadable cursor is as invalid as one of another list.
  }
  throw fail("invalid_cursor", [{ path: "cursor", message: "is not a cursor of this list and sorting" }]);
}

function isKey(key: Key, kind: SortKey["kind"]): boolean {
  if (kind === undefined) return Number.isSafeInteger(key);
  return typeof key === "string" || (key === null && kind === "optional text");
}
