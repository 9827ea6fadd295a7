import type { List, Paging } from "../../services/contracts.ts";
import { errorsOf } from "../actions/errors.ts";
import type { Database, SqlValue } from "./database.ts";

/** Every listed table has an integer key, and most a time of creation that its index is sorted by. */
export interface KeysetRow {
  id: number;
  created_at: number;
}

/** What is listed: rows of a table that meet a condition, newest first. */
export interface Listing {
  table: string;
  /** Whose rows they are, where the path says it: a cursor fits the list of this one only. */
  of?: string;
  columns?: string;
  /** What an engine is told of the index to take, where it would take another. */
  using?: string;
  where: { text: string; values: SqlValue[] };
  /** The column that the index sorts by, before `id`; `created_at` unless told. */
  by?: string;
  /** True when a filter is on: matches are then counted up to 10,000. */
  capped: boolean;
  /** How many there are, where that is known or, without a filter, kept: then nothing is counted. */
  counted?: number | (() => Promise<number>);
}

const countedMatches = 10_000;
const fail = errorsOf({ invalid_cursor: [400, "The cursor is not one that this list gave."] } as const);

/** A page of a list, newest first, by number or by cursor. */
export async function listByCreation<T extends KeysetRow>(
  db: Database,
  listing: Listing,
  paging: Paging,
): Promise<List<T>> {
  const by = listing.by ?? "created_at";
  const after = paging.cursor === undefined ? undefined : readCursor(listing, paging.cursor);
  const skip = after ? 0 : ((paging.page ?? 1) - 1) * paging.limit;
  const place = after ? ` AND ${by} <= ? AND (${by} < ? OR id < ?)` : "";
  const values = [...listing.where.values, ...(after ? [after[0], after[0], after[1]] : []), paging.limit + 1, skip];
  // The keys first, from the index alone: rows that the page skips are never read.
  const keys = `SELECT id FROM ${listing.table} ${listing.using ?? ""} WHERE ${listing.where.text}${place} ORDER BY ${by} DESC, id DESC LIMIT ? OFFSET ?`;
  const columns = listing.columns ?? "t.*";
  const rows = await db.rows<T>(
    `SELECT ${columns} FROM (${keys}) k JOIN ${listing.table} t ON t.id = k.id ORDER BY t.${by} DESC, t.id DESC`,
    values,
  );
  const matches = await countMatches(db, listing);
  const items = rows.slice(0, paging.limit);
  const last = rows.length > paging.limit ? items.at(-1) : undefined;
  return {
    items,
    total: listing.capped ? Math.min(matches, countedMatches) : matches,
    total_is_capped: listing.capped && matches > countedMatches,
    next_cursor: last ? writeCursor(listing, [(last as unknown as Record<string, number>)[by] ?? 0, last.id]) : null,
  };
}

async function countMatches(db: Database, { table, using, where, capped, counted }: Listing): Promise<number> {
  if (typeof counted === "number") return counted;
  if (!capped && counted) return counted();
  const limit = capped ? `LIMIT ${countedMatches + 1}` : "";
  const sql = `SELECT COUNT(*) AS matches FROM (SELECT 1 AS one FROM ${table} ${using ?? ""} WHERE ${where.text} ${limit}) counted`;
  return (await db.row<{ matches: number }>(sql, where.values))?.matches ?? 0;
}

const listOf = ({ table, of }: Listing) => (of === undefined ? table : `${table} of ${of}`);

const writeCursor = (listing: Listing, place: [number, number]) =>
  Buffer.from(JSON.stringify([listOf(listing), ...place])).toString("base64url");

function readCursor(listing: Listing, cursor: string): [number, number] {
  try {
    const [list, ...place] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (list === listOf(listing) && place.length === 2 && place.every(Number.isSafeInteger))
      return place as [number, number];
  } catch {
    // Falls through: what cannot be read is as wrong as what does not fit.
  }
  throw fail("invalid_cursor", [{ path: "cursor", message: "is not a cursor of this list" }]);
}
