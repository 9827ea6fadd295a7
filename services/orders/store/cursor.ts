import type { OrderSort, Sorting } from "../../contracts.ts";
import { fail } from "../orders.errors.ts";
import type { Sql } from "./conditions.ts";

/** The column that each sorting goes by, which an index has behind the store. */
export const sortColumns = {
  created_at: "created_at",
  updated_at: "updated_at",
  order_number: "number",
  grand_total: "grand_total",
} as const satisfies Record<OrderSort, string>;

/** What a row's place in a sorting follows from. */
export interface Place {
  id: number;
  place: number;
}

/** The cursor behind a row: its sorting and its place in it. */
export const cursorOf = ({ by, order }: Sorting<OrderSort>, { id, place }: Place): string =>
  Buffer.from(JSON.stringify(["orders", by, order, place, id])).toString("base64url");

/** The condition that a row stands behind a cursor, none without one. Throws `invalid_cursor` for another list's. */
export function behindCursor(sort: Sorting<OrderSort>, cursor: string | undefined): Sql[] {
  if (cursor === undefined) return [];
  const { id, place } = readCursor(sort, cursor);
  const column = sortColumns[sort.by];
  const [from, beyond] = sort.order === "asc" ? [">=", ">"] : ["<=", "<"];
  // Said once more with the bound alone, so that the engine begins at that place of the index.
  return [
    { text: `o.${column} ${from} ? AND (o.${column} ${beyond} ? OR o.id ${beyond} ?)`, values: [place, place, id] },
  ];
}

function readCursor(sort: Sorting<OrderSort>, cursor: string): Place {
  try {
    const [list, by, order, place, id, ...rest] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const fits = list === "orders" && by === sort.by && order === sort.order && rest.length === 0;
    if (fits && Number.isSafeInteger(place) && Number.isSafeInteger(id)) {
      return { place: place as number, id: id as number };
    }
  } catch {
    // Falls through: what cannot be read is as wrong as what does not fit.
  }
  throw fail("invalid_cursor", [{ path: "cursor", message: "is not a cursor of this list and sorting" }]);
}
