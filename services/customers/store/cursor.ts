import type { CustomerSort, Sorting } from "../../contracts.ts";
import { fail } from "../customers.errors.ts";
import { indexKey } from "../customers.rules.ts";
import type { Sql } from "./conditions.ts";
import type { CustomerRow } from "./rows.ts";

type Key = string | number | null;

interface SortColumn {
  /** What the columns hold; only an e-mail address may be NULL. */
  kind: "text" | "number" | "optional text";
  /** The index that has the rows in this order. */
  index: string;
  columns: string[];
  keyOf(row: CustomerRow): Key[];
}

const single = (column: "created_at" | "updated_at" | "last_active_on" | "total_orders" | "total_order_amount") => ({
  kind: "number" as const,
  index: column,
  columns: [column],
  keyOf: (row: CustomerRow) => [row[column]],
});

/** How each sorting is done. Names are compared folded, as the index holds them. */
export const sortColumns: Record<CustomerSort, SortColumn> = {
  created_at: single("created_at"),
  updated_at: single("updated_at"),
  last_active_on: single("last_active_on"),
  total_orders: single("total_orders"),
  total_order_amount: single("total_order_amount"),
  email: { kind: "optional text", index: "email", columns: ["email"], keyOf: (row) => [row.email] },
  first_name: {
    kind: "text",
    index: "first_name",
    columns: ["first_key", "last_key"],
    keyOf: (row) => [indexKey(row.first_name, 64), indexKey(row.last_name, 64)],
  },
  last_name: {
    kind: "text",
    index: "last_name",
    columns: ["last_key", "first_key"],
    keyOf: (row) => [indexKey(row.last_name, 64), indexKey(row.first_name, 64)],
  },
};

const keysOf = (by: CustomerSort) => [...sortColumns[by].columns, "id"];

/** The ORDER BY of a sorting; the integer key settles what is equal. */
export function orderBy(sort: Sorting<CustomerSort>, table = "c"): string {
  return keysOf(sort.by)
    .map((column) => `${table}.${column} ${sort.order}`)
    .join(", ");
}

/** The columns that a row's place in a sorting follows from. */
export const sortKeys = ({ by }: Sorting<CustomerSort>) =>
  keysOf(by)
    .map((column) => `c.${column}`)
    .join(", ");

/**
 * The ORDER BY of a walk along the sorting's index. The index of e-mail addresses is unique, and for the integer key
 * behind them MariaDB would sort the whole store; only customers without an address share a place there, and an
 * entry of an index ends in the key in both engines, so they come in its order by themselves.
 */
export function orderByIndex(sort: Sorting<CustomerSort>): string {
  return sort.by === "email" ? `c.email ${sort.order}` : orderBy(sort);
}

/** The cursor behind a row: its sorting and its place in it. */
export function cursorOf(sort: Sorting<CustomerSort>, row: CustomerRow): string {
  const place = ["customers", sort.by, sort.order, ...sortColumns[sort.by].keyOf(row), row.id];
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The condition that a row stands behind a cursor. Throws `invalid_cursor` for one of another list. */
export function afterCursor(sort: Sorting<CustomerSort>, cursor: string): Sql {
  const columns = [...sortColumns[sort.by].columns, "id"];
  const keys = readCursor(sort, cursor, columns.length);
  const first = keys[0] ?? null;
  const place = behind(columns, keys, sort.order);
  // Said once more for the first column alone, so that the engine begins at that place of the index.
  if (first === null) return place;
  const bound = sort.order === "asc" ? `c.${columns[0]} >= ?` : `(c.${columns[0]} <= ?${nullsToo(columns[0])})`;
  return { text: `${bound} AND ${place.text}`, values: [first, ...place.values] };
}

const nullsToo = (column: string | undefined) => (column === "email" ? " OR c.email IS NULL" : "");

function behind([column, ...others]: string[], [key, ...keys]: Key[], order: "asc" | "desc"): Sql {
  const beyond = beyondKey(column as string, key ?? null, order);
  if (others.length === 0) return beyond;
  const rest = behind(others, keys, order);
  const same = key === null ? `c.${column} IS NULL` : `c.${column} = ?`;
  return {
    text: `(${beyond.text} OR (${same} AND ${rest.text}))`,
    values: [...beyond.values, ...(key === null ? [] : [key ?? null]), ...rest.values],
  };
}

// Both engines put NULL before every value; only an e-mail address may be NULL.
function beyondKey(column: string, key: Key, order: "asc" | "desc"): Sql {
  if (key === null) return { text: order === "asc" ? `c.${column} IS NOT NULL` : "1 = 0", values: [] };
  if (order === "asc") return { text: `c.${column} > ?`, values: [key] };
  return { text: `(c.${column} < ?${nullsToo(column)})`, values: [key] };
}

type Parts = [list: string, by: string, order: string, ...keys: Key[]];

function readCursor(sort: Sorting<CustomerSort>, cursor: string, length: number): Key[] {
  try {
    const [list, by, order, ...keys] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as Parts;
    const { kind } = sortColumns[sort.by];
    const fits = keys.every((key, index) => isKey(key, index === keys.length - 1 ? "number" : kind));
    if (list === "customers" && by === sort.by && order === sort.order && keys.length === length && fits) return keys;
  } catch {
    // Falls through: what cannot be read is as wrong as what does not fit.
  }
  throw fail("invalid_cursor", [{ path: "cursor", message: "is not a cursor of this list and sorting" }]);
}

function isKey(key: Key, kind: SortColumn["kind"]): boolean {
  if (kind === "number") return Number.isSafeInteger(key);
  return typeof key === "string" || (key === null && kind === "optional text");
}
